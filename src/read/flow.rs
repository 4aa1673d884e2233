//! Running text of markup, in which spaces and line ends count once and elements break lines.

/// A text that is being put together.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    has_space: bool,
    has_break: bool,
}

impl Flow {
    /// Adds text: any number of spaces, tabs and line ends is one space, and none where a line begins.
    pub fn text(&mut self, text: &str) {
        for (index, word) in text.split([' ', '\t', '\n', '\r', '\u{c}']).enumerate() {
            self.has_space |= index > 0;
            if word.is_empty() {
                continue;
            }
            self.settle();
            self.text.push_str(word);
        }
    }

    /// Adds text as it stands.
    pub fn verbatim(&mut self, text: &str) {
        self.settle();
        self.text.push_str(text);
    }

    /// Goes to the next line.
    pub fn new_line(&mut self) {
        self.settle_break();
        self.has_space = false;
        self.text.push('\n');
    }

    /// Goes to a line of its own: further text does not stand beside the text before it.
    pub fn new_block(&mut self) {
        self.has_space = false;
        self.has_break = true;
    }

    /// Its length in bytes so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text without blanks around it.
    pub fn finish(&self) -> &str {
        self.text.trim()
    }

    /// Forgets the text.
    pub fn clear(&mut self) {
        self.text.clear();
        (self.has_space, self.has_break) = (false, false);
    }

    fn settle(&mut self) {
        self.settle_break();
        if std::mem::take(&mut self.has_space) && !self.is_line_start() {
            self.text.push(' ');
        }
    }

    fn settle_break(&mut self) {
        if std::mem::take(&mut self.has_break) && !self.is_line_start() {
            self.text.push('\n');
        }
    }

    fn is_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_count_once_and_blocks_stand_alone() {
        let mut flow = Flow::default();
        flow.new_block();
        flow.text(" \n 培训 ");
        flow.text(" 5\t次");
        flow.new_block();
        flow.new_block();
        flow.text("  验收\u{a0} ");
        flow.new_line();
        flow.new_line();
        flow.text(" 合格");
        flow.verbatim("  ");
        flow.text("率 ");
        flow.new_block();
        assert_eq!(flow.finish(), "培训 5 次\n验收\u{a0}\n\n合格  率");
    }
}
