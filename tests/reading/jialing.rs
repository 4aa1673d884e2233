//! The district summary as it was copied from a PDF. What the rows say was decided by looking at each of them in
//! the file.

use super::*;

const HEADERS: [&str; 11] = [
    "项目单位 (项目名称)",
    "项目资金",
    "资金总额",
    "财政拨款",
    "其他资金",
    "年度目标",
    "绩效指标",
    "项目完成指标",
    "效益指标",
    "满意度指标",
    "三级指标",
];

fn jialing() -> Sheet {
    sheet("jialing-2020.tsv", std::fs::read("tests/data/jialing-2020.tsv").unwrap())
}

#[test]
fn the_sheet_as_a_whole() {
    let sheet = jialing();
    assert_eq!((sheet.departments.len(), sheet.projects.len()), (59, 395));
    assert_eq!(sheet.year, Some(2020));
    assert_eq!(sheet.money_unit, Some(MoneyUnit::TenThousandYuan));
    assert_eq!((sheet.layout.as_str(), sheet.structure), ("summary", Structure::Of2015));
    let first = &sheet.departments[0];
    assert_eq!(
        (first.code.as_deref(), first.name.as_str()),
        (Some("101002"), "嘉陵区人民代表大会常委会办公室")
    );
    let rows: Vec<u32> = sheet.projects.iter().map(|project| project.row).collect();
    assert!(rows.is_sorted());
    assert!(sheet.notes.iter().all(|note| note.kind != ReadingKind::Unplaced));
}

#[test]
fn every_department_adds_up() {
    let sheet = jialing();
    for (index, department) in sheet.departments.iter().enumerate() {
        let projects = sheet.projects.iter().filter(|project| project.department == Some(index));
        let sum: Decimal = projects.map(|project| number(&project.funding.total)).sum();
        assert_eq!(number(&department.funding.total), sum, "{}", department.name);
    }
}

#[test]
fn no_cell_is_lost() {
    assert_nothing_lost(&jialing(), 9, |text| HEADERS.contains(&text) || text == "指标值");
}

#[test]
fn text_in_a_money_column_stays_there_where_the_rest_of_the_row_fits() {
    let sheet = jialing();
    for (row, text) in [(714, "null"), (2408, "用于奖励问师德标兵")] {
        let project = sheet.projects.iter().find(|project| project.row == row).unwrap();
        let other = &project.funding.other[0];
        assert!(other.cell.raw.starts_with(text));
        assert_eq!(
            (other.number, project.goal.is_none(), project.goal_place),
            (None, true, Place { row, column: 5 })
        );
    }
}

#[test]
fn moved_rows_are_noted() {
    let sheet = jialing();
    let note = |row: u32| {
        let mut notes = sheet.notes.iter().filter(|note| note.cell.place.row == row);
        let note =
            notes.next().map(|note| (note.kind.clone(), note.project.map(|index| sheet.projects[index].row)));
        assert!(notes.next().is_none());
        note
    };
    assert_eq!(note(11), Some((ReadingKind::Moved { from: 4, to: 5 }, Some(11))));
    assert_eq!(note(12), Some((ReadingKind::Moved { from: 5, to: 6 }, Some(11))));
    assert_eq!(note(23), Some((ReadingKind::Moved { from: 1, to: 6 }, Some(15))));
    assert_eq!(note(2453), Some((ReadingKind::Moved { from: 5, to: 6 }, Some(2459))));
    for row in [10, 39, 40, 242, 250, 345, 714, 2194] {
        assert_eq!(note(row), None, "{row}");
    }
}

/// What was labelled by hand stands on cells that the records have in that group.
#[test]
fn labelled_cells_are_in_their_groups() {
    let sheet = jialing();
    let labels = std::fs::read_to_string("tests/data/labels.tsv").unwrap();
    let mut seen = 0;
    for label in labels.lines().skip(1) {
        let fields: Vec<&str> = label.split('\t').collect();
        let row: u32 = fields[0].parse().unwrap();
        let group = match fields[1] {
            "O" => Output,
            "E" => Effect,
            "S" => Satisfaction,
            _ => {
                assert!(sheet.projects.iter().any(|project| project.row == row), "{label}");
                continue;
            }
        };
        let mut indicators = sheet.projects.iter().flat_map(|project| &project.indicators);
        assert!(indicators.any(|indicator| (indicator.row, indicator.group) == (row, group)), "{label}");
        seen += 1;
    }
    assert!(seen > 300);
}

#[test]
fn rows_above_their_projects_name() {
    let sheet = jialing();
    let mut above: Vec<(u32, u32)> = sheet
        .projects
        .iter()
        .flat_map(|project| project.indicators.iter().map(|indicator| (indicator.row, project.row)))
        .filter(|(row, project)| row < project)
        .collect();
    above.dedup();
    assert_eq!(
        above,
        [(242, 250), (243, 250), (244, 250), (245, 250), (2194, 2199), (2453, 2459), (2454, 2459)]
    );
}

/// Row, the project it belongs to, the goal it holds (for a project's own row), its indicators. `…` stands for
/// the rest of a long text.
type Expected = (u32, &'static str, Option<&'static str>, &'static [(Group, &'static str, &'static str)]);

fn says(text: &str, expected: &str) -> bool {
    match expected.strip_suffix('…') {
        Some(start) => text.starts_with(start),
        None => text == expected,
    }
}

#[test]
fn rows_say_what_a_reader_sees() {
    let sheet = jialing();
    for &(row, name, goal, expected) in ROWS {
        let owners: Vec<&Project> =
            sheet.projects.iter().filter(|project| !indicators(project, row).is_empty()).collect();
        let [project] = owners.as_slice() else { panic!("row {row} has {} projects", owners.len()) };
        assert!(says(raw(&project.name), name), "row {row}: {}", raw(&project.name));
        if project.row == row {
            assert!(says(raw(&project.goal), goal.unwrap_or("")), "row {row}: {}", raw(&project.goal));
        }
        let read = indicators(project, row);
        assert_eq!(read.len(), expected.len(), "row {row}: {read:?}");
        for (read, expected) in read.iter().zip(expected) {
            let same = read.0 == expected.0 && says(read.1, expected.1) && says(read.2, expected.2);
            assert!(same, "row {row}: {read:?} is not {expected:?}");
        }
    }
}

#[rustfmt::skip]
const ROWS: &[Expected] = &[
    (11, "人大监督", Some("按照区人大常委会2020年工作要点安排部署, 监督“…"), &[(Output, "开展“一府两院”监督工作次数", "20次"), (Effect, "保障监督工作有序开展", "≤1年"), (Satisfaction, "群众满意率", "≥95%")]),
    (12, "人大监督", None, &[(Output, "开展“一府两院”监督工作率", "100%"), (Satisfaction, "代表满意率", "≥95%")]),
    (14, "人大监督", None, &[(Output, "开展“一府两院”监督工作所需经费", "80万元")]),
    (23, "人大会议", None, &[(Output, "会议所需经费", "150万元")]),
    (33, "机关服务", None, &[(Output, "机关运行保障经费", "80")]),
    (34, "机关服务", None, &[(Output, "日常工作运转保障经费", "100")]),
    (39, "人大代表履职", Some("按照区人大常委会2020年工作要点要求安排部署；在2…"), &[(Output, "开展全区人大系统专题培训次数", "2次"), (Effect, "保障人大机关正常运转", "≤1年"), (Satisfaction, "干部职工满意率", "≥95%")]),
    (52, "人大代表履职", None, &[(Output, "组织专题培训所需经费", "20万元")]),
    (54, "人大代表履职", None, &[(Output, "开展人大代表专题视察经费", "20万元")]),
    (72, "《城乡统筹发展》等课题经费补助", Some("null"), &[(Output, "专项工作运转保障天数", "365天"), (Effect, "专项工作高效有序运转", "长期"), (Satisfaction, "部门领导满意度", "≥95%")]),
    (89, "机关服务", Some("根据《政协章程》及工作要点,主要保障机关正常运转,创…"), &[(Output, "保障天数", "365天"), (Effect, "办公室高效运转", "长期"), (Satisfaction, "委室主任会议", "委室满意率大于或等于95%")]),
    (90, "机关服务", None, &[(Output, "办公室评审合格率", "大于或等于95%"), (Satisfaction, "党的建设培训", "党员满意率大于或等于95%")]),
    (103, "参政议政", None, &[(Output, "有效促进工作开展", "12月底前完成"), (Effect, "重点监督,重要专项", "委员参政议政提供方便")]),
    (122, "公务员工作经费", None, &[(Output, "公开考录公务员（参公人员）资格初审（复审）、考察出差", "≤50人次"), (Effect, "组建文秘人才库", "≥5年")]),
    (132, "公务员工作经费", None, &[(Output, "商调人员考察合格率", "≤100%")]),
    (137, "公务员工作经费", None, &[(Output, "公务员考试考察合格率", "≤100%")]),
    (146, "公务员工作经费", None, &[(Output, "考录工作印刷费", "2万元")]),
    (152, "党员教育工作经费", None, &[(Output, "党员教育课件制作", "12月底")]),
    (165, "党员干部监督工作 经费", Some("1、全覆盖做好干部日 常监督管理、选人用 人工作监督…"), &[(Output, "巡察整改督促检查", "≥30次"), (Effect, "减少工作成本", "节约成本"), (Satisfaction, "巡察整改督促检查 满意度", "100%")]),
    (168, "党员干部监督工作 经费", None, &[(Output, "“吃空饷”专项整治工 作", "≥50次"), (Effect, "巡察整改督促检查 影响年限", "长期")]),
    (178, "党员干部监督工作 经费", None, &[(Output, "监督管理工作资料印刷 费", "≤5万元")]),
    (190, "人才工作经费", None, &[(Output, "财政预算投入", "15万元")]),
    (191, "党员干部人才体检经费", Some("确保党员干部优秀人才体检覆盖到位"), &[(Output, "县级领导干部体检", "40余人"), (Satisfaction, "县级领导满意度", "100%")]),
    (197, "党员干部人才慰问经费", None, &[(Output, "党员干部人才慰问率", "100%"), (Effect, "慰问影响率", "激发全区党员、干部、人才干事创业激情"), (Satisfaction, "区委满意度", "100%")]),
    (241, "走基层活动工作经费", None, &[(Output, "走基层送温暖活动", "15万")]),
    (242, "非公委党组织工作经费", None, &[(Output, "各综合党委优秀党务干部及企业优秀党务干部示范培训", "2次（120人次）"), (Satisfaction, "企业出资人满意度", "96%")]),
    (245, "非公委党组织工作经费", None, &[(Output, "企业党组织常态化培训", "6次（720人次）"), (Effect, "党组织书记培训", "长期")]),
    (250, "非公委党组织工作经费", Some("加强“两新”组织党组织“五基”建设，提高“两个覆盖”…"), &[(Output, "党组织规范化建设", "95%"), (Effect, "党务工作者队伍培训", "长期")]),
    (261, "非公委党组织工作经费", None, &[(Output, "与宣传部联合打造红色影院联盟", "2万")]),
    (262, "非公委党组织工作经费", None, &[(Output, "非公企业2个党总支党建经费补助", "1万")]),
    (344, "扫黑除恶工作经费", None, &[(Output, "坚持打早打小，除恶务尽、标本兼治、综合施策，狠抓重点…", "着力侦破大案要案、依法打伞破网、提升治理能力、整治行…"), (Effect, "无", "无"), (Satisfaction, "群众满意度", "着力增强群众安全感、幸福感和获得感，提高群众满意度。")]),
    (345, "扫黑除恶工作经费", None, &[(Output, "持续高压态势，全力侦破大案要案", "在循线深挖、依法严惩上加力，在摧毁黑恶势力经济基础上…"), (Effect, "扫黑除恶影响率", "着力增强群众安全感、幸福感和获得感，提高群众满意度。")]),
    (359, "大调解个案补助经费", None, &[(Output, "个案调解补助经费", "50万")]),
    (456, "新兵役前训练费", None, &[(Output, "政府完全投入", "100%")]),
    (562, "中、省值班人员经 费", Some("根据市信访局统一要 求,安排热爱信访和 群众工作、经…"), &[(Output, "驻京人员", "1人365天"), (Effect, "减少信访维稳工作 成本", "节约成本"), (Satisfaction, "人民群众满意度", "> 95%")]),
    (587, "惠民帮扶中心款", None, &[(Effect, "影响年限10年", "影响年限10年")]),
    (610, "控编减编(清理吃空饷)", None, &[(Output, "召开会议", "2次以上"), (Effect, "控制财政供养人口", "较好"), (Satisfaction, "部门(单位)满意度", "非常满意")]),
    (636, "机构编制评估", Some("null"), &[(Output, "召开会议", "2次以上"), (Effect, "提高机构编制资源配置效率", "较好"), (Satisfaction, "部门满意度", "非常满意")]),
    (637, "机构编制评估", None, &[(Output, "印制评估文件及资料", "500份以上"), (Effect, "规范机构编制管理", "持续"), (Satisfaction, "事业单位满意度", "非常满意")]),
    (701, "乡镇机构改革", None, &[(Output, "乡镇机构改革", "10000元")]),
    (714, "交流干部后勤保障经费", None, &[(Output, "完成7名挂职干部的保障工作", "7人"), (Effect, "社会效益增强", "13%"), (Satisfaction, "领导满意", "100%")]),
    (786, "区办公大楼4台电梯维护保养费用", None, &[(Output, "维保费8万元", "投资控制达标率96%"), (Effect, "维护4部电梯", "正常运转3年")]),
    (805, "区委政府会议室通信费", Some("按时缴纳费用, 确保区委政府会议室正常使用。"), &[(Output, "完成区委会议室通信", "完成区委会议室通信正常。"), (Effect, "区委会议室通信35%", "35%"), (Satisfaction, "区委会议室通信领导和参会人员满意度100%", "满意度100%")]),
    (834, "财政票据相关支出", Some("2020年12月31日前完成本年财政票据“领用审核、…"), &[(Output, "向市票据中心购买财政票据，保证各单位正常领用", "及时核实库存并购买，每季度不少于1次"), (Effect, "结合非税收入实际情况，制定具体征收实施方案，掌握费源…", "促进非税收入应收尽收"), (Satisfaction, "服务对象满意度", "大于等于98%")]),
    (841, "财政票据相关支出", None, &[(Output, "购买医疗卫生单位门诊票据", "每包194.30元")]),
    (875, "国有资产评估、拍卖等相关费用", None, &[(Output, "国有企业年度审计费用", "控制成本8万以下")]),
    (876, "国有资产评估、拍卖等相关费用", None, &[(Output, "拍卖佣金及相关守护费用", "控制成本30万以下")]),
    (1032, "工商联专项工作经费", None, &[(Output, "培训", "15万")]),
    (1034, "工商联非公党建工作经费", None, &[(Output, "1次培训", "1次非公党员培训"), (Effect, "坚定非公人士理想信念", "长期"), (Satisfaction, "支部党员满意度", "≥99%")]),
    (1046, "妇联保障工作经费", Some("保障妇女儿童工作"), &[(Output, "完成数", "1个"), (Effect, "提高率", "90%"), (Satisfaction, "服务对象满意度", "100%")]),
    (1385, "信息化视频维护费", None, &[(Output, "5个系统", "专网网络使用费20万元，上缴4G网络使用费6万元，移…"), (Effect, "2020年", "全年")]),
    (1447, "向仲怀院士(专家)工作站运行经费", None, &[(Output, "工作站科研经费", "1万")]),
    (1757, "交通运输工作相关专用设备经费", None, &[(Output, "完成时间", "2020年底")]),
    (1780, "环境影响技术评估专家报酬及场地费", Some("有效提高环评工作"), &[(Output, "71个", "建设项目环评审查与监督"), (Effect, "环评评估", "专家评审有效"), (Satisfaction, "满意", "项目顺利进行")]),
    (1783, "环境影响技术评估专家报酬及场地费", None, &[(Output, "90%", "专家、交通、食宿等15万元"), (Effect, "1年", "每年必做")]),
    (1788, "秸秆综合利用", Some("改善人居环境"), &[(Output, "40座", "改造提升粪污处理设备"), (Effect, "居住", "改善环境、宜居嘉陵"), (Satisfaction, "满意", "人居环境改善")]),
    (1931, "聘用临时人员工作 经费", Some("做好原区属改制企业 下岗失业人员失业保险 工作和现属…"), &[(Output, "失业保险工作", "2"), (Effect, "保障失业期间基本 收入,降低生活成 本", "提供最低生 活保障"), (Satisfaction, "补贴对象满意度", "≥98")]),
    (1955, "基金征收管理费", None, &[(Output, "职业年金征收及业务经办工作培训", "80万")]),
    (1956, "基金征收管理费", None, &[(Output, "待遇调整、发放", "10万")]),
    (1971, "区本级、乡（镇、街道）租用金保工程专网", None, &[(Output, "乡镇劳保接入金保网", "ADSL"), (Effect, "提高参保人的积极性", "减少参保人不必要的往来的车费及时间"), (Satisfaction, "服务对象对工作的满意度", "95%满意")]),
    (2050, "红十字会工作经费", None, &[(Output, "救护培训", "8万元内")]),
    (2156, "国家级监督抽检计划", Some("2017年开始开展的国家级重点监督抽检，由我单位抽样…"), &[(Effect, "维护正常合法的经营权利。", "维护正常合法的经营权利。"), (Satisfaction, "群众满意度90%以上", "群众满意度90%以上")]),
    (2157, "国家级监督抽检计划", None, &[(Output, "完成双随机抽检100家", "我大队将继续按照国家、省、市、区卫健部门的统一部署，…"), (Effect, "打击违法违规行 为，净化医疗服务 环境。", "打击违法违 规行为。")]),
    (2159, "国家级监督抽检计划", None, &[(Effect, "完成双随机抽检", "对卫生健康行业的抽检在一定程度上改善我区经营环境。")]),
    (2161, "国家级监督抽检计划", None, &[(Output, "控制支出在8万元", "控制支出在8万元")]),
    (2194, "”南充技术能手“ 奖励经费", None, &[(Output, "到2021年，积极组织农民工技能人才参加南充“首席技…", "根据工作要求，积极选送10名左右农民工技能人才参加南…"), (Effect, "带动农民工收入增加和企业产值增加", "通过“技术能手”评选，提升农民工技能，带动农民工收入…"), (Satisfaction, "补助对象满意度", "获得南充技术能手的农民工朋友满意，获得感、幸福感提升")]),
    (2199, "”南充技术能手“ 奖励经费", Some("根据嘉委办【2019】80号文件第九条和省、市工作要…"), &[(Output, "根据省市工作要求，完成“南充技术能手”评选", "根据省市工作要求，完成“南充技术能手”评选"), (Effect, "通过评选技术能手，使农民工朋友获得感、幸福感提升", "通过评选技术能手，使农民工朋友获得感、幸福感提升")]),
    (2208, "”技术能手工作室“ 奖励经费", None, &[(Output, "根据省市工作要求，到2021年12月底完成创建。", "根据省市工作要求，到2021年12月底完成创建"), (Effect, "改善环境质量", "提升技能水平，推动企业技术更新，减少产能排污，改善环境质量")]),
    (2217, "返乡下乡创业示范乡镇以奖代补资金", None, &[(Output, "被评选为区级返乡下乡创业示范乡镇，每个由区财政给予3…", "被评选为区级返乡下乡创业示范乡镇，每个由区财政给予3…"), (Effect, "长期影响", "通过返乡下乡创业示范乡镇评选，规范提升生态农业，改善…")]),
    (2218, "返乡下乡创业示范园区以奖代补资金", Some("根据省市工作安排并结合实际工作需要，到2021年，评…"), &[(Output, "评选5个区级返乡下乡创业示范园区", "到2021年，根据工作需要，评选区级返乡下乡创业示范…"), (Effect, "通过评选区级返乡下乡创业示范园区，提升大众创业氛围。", "通过评选区级返乡下乡创业示范园区，提升大众创业氛围。"), (Satisfaction, "通过评选区级返乡下乡创业示范园区，提升大众创业氛围，…", "通过评选区级返乡下乡创业示范园区，提升大众创业氛围，…")]),
    (2223, "区级返乡下乡创业带头人奖励资金", None, &[(Output, "每人给予1万元奖励", "对评选为区级返乡下乡创业带头人，给予每人1万元奖励")]),
    (2229, "关工委.退协,体协,家长学校", Some("关心留守儿童,进行征文演讲比赛,群众满意度提高"), &[(Output, "宣讲,体育活动,退协工作", "宣讲16场,6项80人次的体育活动,慰问困难人员40…"), (Effect, "减少工作成本", "节约成本"), (Satisfaction, "社会满意度", "95%以上")]),
    (2234, "关工委.退协,体协,家长学校", None, &[(Output, "关工委", "10000")]),
    (2257, "科技特派员（候伦俊）经费", None, &[(Output, "药品、肥料及相关材料费", "500元/户, 共计20000元。")]),
    (2361, "办公用房租赁经费", Some("张"), &[(Output, "租赁宾悦酒店", "两层楼"), (Effect, "保证职工日常办公 工作正常开展", "满足办公需求"), (Satisfaction, "社会满意度", "大于95%")]),
    (2364, "办公用房租赁经费", None, &[(Output, "每月需租赁宾悦酒店", "每月2.1万元, 参照 2019年标准")]),
    (2403, "信息平台维护、教师资格认定及定期注册、教师专业技术评审", None, &[(Output, "全国教师信息平台维护", "按要求完成任务")]),
    (2408, "教师节庆祝活动及教师节慰问经费", None, &[(Output, "慰问贫困教师、优秀教师等", "预计10万元。参照2019年情况，最终以2020年慰…"), (Effect, "通过表扬，慰问等方式，营造良好社会氛围。", "营造全社会尊师重教和崇智尚学的浓厚氛围。"), (Satisfaction, "职工满意度", "98%")]),
    (2452, "高中阶段学校招生 考试、初二地理、生物 结业考试经费", None, &[(Output, "初二地理、生物结业考 试试卷费、阅卷费、考 务费、监…", "1万元")]),
    (2453, "体质健康监测项目", None, &[(Output, "设施设备", "一批"), (Effect, "通过检测，获得嘉 陵区全体学生体质 健康数据，为下年…", "掌握全区 54000人的体 质健康状况。"), (Satisfaction, "学生满意度", ">95%")]),
    (2454, "体质健康监测项目", None, &[(Output, "运维服务及软件", "一批"), (Effect, "可持续影响时间 （单位：年）", "1年"), (Satisfaction, "家长满意度", ">95%")]),
    (2459, "体质健康监测项目", Some("对学生的血压、外科、内科、视力等进行体质健康监测工作。"), &[(Output, "劳务及差旅", "一批"), (Satisfaction, "社会满意度", ">95%")]),
    (2540, "国家教育考试标准 化考点光纤租赁及系统 维护费", None, &[(Effect, "无", "无")]),
    (2675, "印象嘉陵江百姓大舞台", None, &[(Effect, "丰富百姓春节文化生活", ""), (Satisfaction, "百姓满意度", "大于95%")]),
    (2688, "招商引资工作经费", Some("招商引资15个优质项目"), &[(Output, "完成15个招商引资项目", "15个优质客商"), (Effect, "吸引亿元投资项目带动相关产业发展", "吸引亿元投资项目带动相关产业发展"), (Satisfaction, "客商满意度", "≥99%")]),
    (2692, "招商引资工作经费", None, &[(Output, "招商项目", "接待费30万")]),];
