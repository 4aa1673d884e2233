import openpyxl
from openpyxl.styles import Alignment,Border,Side,Font
from decimal import Decimal as D
import data_summary as S, data_flat as F, data_forms as M
thin=Side(style="thin"); BOX=Border(thin,thin,thin,thin)
def tsv(path,rows,width=None):
    with open(path,"w",encoding="utf-8") as f:
        for r in rows:
            r=["" if c is None else str(c) for c in r]
            if width and r: r+= [""]*(width-len(r))
            for c in r: assert "\t" not in c and "\n" not in c
            f.write("\t".join(r)+"\n")
def style(ws):
    for row in ws.iter_rows():
        for c in row:
            c.alignment=Alignment(wrap_text=True,vertical="center"); c.border=BOX
    ws["A1"].font=Font(bold=True,size=14)
# --- summary
HEAD=[["项目单位 (项目名称)","项目资金","","","年度目标","绩效指标","","","","",""],
 ["","资金总额","财政拨款","其他资金","","项目完成指标","","效益指标","","满意度指标",""],
 ["","","","","","三级指标","指标值","三级指标","指标值","三级指标","指标值"]]
def summary():
    out=[["2020年云岭区部门预算项目绩效目标情况表"],[],["单位：万元"],[]]+HEAD
    n=0
    for di,(dep,ps) in enumerate(S.DEPTS):
        if di in(2,4,5): out+= [[]]+HEAD
        s=[sum(D(p[k] or 0) for p in ps) for k in(1,2,3)]
        out.append([dep]+[str(x) if x else "" for x in s]+[""]*7)
        for p in ps:
            for i in range(max(map(len,p[5:]))):
                if p[0].startswith("乡镇卫生院") and i==6: out+= [[]]+HEAD   # page break inside a project
                left=list(p[:5]) if i==0 else [""]*5
                cells=[]
                for g in p[5:]: cells+= list(g[i]) if i<len(g) else ["",""]
                out.append(left+cells)
    tsv("summary-2020.tsv",out)
# --- flat
FH=["单位名称","项目名称","预算数","年度目标","一级指标","二级指标","三级指标","指标性质","指标值","度量单位","权重","指标方向性"]
def num(s):
    try: return int(s)
    except ValueError:
        try: return float(s)
        except ValueError: return s
def flat():
    T="部门预算项目绩效目标申报表(2023年度)"
    out=[[T]+[""]*11,[""]*11+["金额单位:元"],FH]; wb=openpyxl.Workbook(); ws=wb.active; ws.title="绩效目标表"
    ws.append([T]); ws.merge_cells("A1:L1"); ws.append([None]*11+["金额单位:元"]); ws.append(FH)
    for code,dep,ps in F.DEPTS:
        tot=sum(p[1] for p in ps)
        out.append([f"{code}-{dep}","",f"{tot:,.2f}"]+[""]*9)
        ws.append([f"{code}-{dep}",None,tot]+[None]*9); ws.cell(ws.max_row,3).number_format="#,##0.00"
        for name,amt,goal,rows in ps:
            a=ws.max_row+1
            for i,r in enumerate(rows):
                assert len(r)==8,r
                out.append(([dep,name,f"{amt:,.2f}",goal] if i==0 else [""]*4)+list(r))
                ws.append(([dep,name,amt,goal] if i==0 else [None]*4)+[x or None for x in r[:4]]+[num(r[4]),r[5] or None,int(r[6]),r[7]])
            b=ws.max_row; ws.cell(a,3).number_format="#,##0.00"
            for c in "ABCD": ws.merge_cells(f"{c}{a}:{c}{b}")
    style(ws); wb.save("flat-2023.xlsx"); tsv("flat-2023.tsv",out,12)
# --- forms: grid + merges helper
class G:
    def __init__(s,w): s.w=w; s.rows=[]; s.m=[]
    def row(s,*cells):   # cell: (text,span) or text
        r=[];
        for c in cells:
            t,n=c if isinstance(c,tuple) else (c,1)
            if n>1: s.m.append((len(s.rows),len(r),len(s.rows),len(r)+n-1))
            r+= [t]+[""]*(n-1)
        assert len(r)==s.w,(r,s.w); s.rows.append(r)
    def vm(s,c,a,b,c2=None):
        c2=c if c2 is None else c2
        s.m=[m for m in s.m if not(a<=m[0]<=b and c<=m[1]<=c2)]
        if b>a or c2>c: s.m.append((a,c,b,c2))
    def runs(s,c,a,b):   # blank repeated values of column c in rows a..b and merge them
        i=a
        while i<=b:
            j=i
            while j+1<=b and s.rows[j+1][c]==s.rows[i][c] and s.same(c,i,j+1): j+=1
            for k in range(i+1,j+1): s.rows[k][c]=""
            s.vm(c,i,j); i=j+1
    same=staticmethod(lambda c,i,j:True)
    def sheet(s,ws,nums=()):
        for r,row in enumerate(s.rows):
            for c,v in enumerate(row):
                if v=="": continue
                cell=ws.cell(r+1,c+1,num(v) if (r,c) in nums else v)
                # A text that begins with = is no formula.
                if isinstance(cell.value,str): cell.data_type="s"
        style(ws)
        for a,b,c,d in s.m: ws.merge_cells(start_row=a+1,start_column=b+1,end_row=c+1,end_column=d+1)
def form88():
    wb=openpyxl.Workbook(); wb.remove(wb.active)
    for n,p in enumerate(M.F88,1):
        g=G(8)
        g.row(("项目支出绩效目标申报表",8)); g.row(("（2019年度）",8))
        g.row(("项目名称",2),(p["name"],6))
        g.row(("主管部门及代码",2),(p["dept"],2),("实施单位",2),(p["unit"],2))
        g.row(("项目属性",2),(p["prop"],2),("项目期",2),(p["period"],2))
        for i,(a,b) in enumerate((("中期资金总额：","年度资金总额："),("其中：财政拨款","其中：财政拨款"),("其他资金","其他资金"))):
            g.row("项目资金（万元）" if i==0 else "","",(a,2),p["mid"][i],(b,2),p["year"][i])
        g.vm(0,5,7,1)
        nums={(r,c) for r in(5,6,7) for c in(4,7)}
        g.row("总体目标",(f"中期目标（{p['period']}）",4),("年度目标",3))
        g.row("",(p["midgoal"],4),(p["goal"],3)); g.vm(0,8,9)
        g.row("绩效指标","一级指标","二级指标","三级指标","指标值","二级指标","三级指标","指标值")
        a=len(g.rows)
        for l1,l2,mn,mv,yn,yv in p["rows"]: g.row("",l1,l2,mn,mv,l2,yn,yv)
        b=len(g.rows)-1
        for c in(1,2,5): g.runs(c,a,b)
        g.vm(0,a-1,b)
        ws=wb.create_sheet(p["sheet"]); g.sheet(ws,nums); tsv(f"form-88-2019-{n}.tsv",g.rows)
    wb.save("form-88-2019.xlsx")
def gansu():
    wb=openpyxl.Workbook(); wb.remove(wb.active)
    for n,p in enumerate(M.GANSU,1):
        g=G(6)
        g.row(("省级部门预算项目支出绩效目标表",6)); g.row(("（2023年度）",6))
        g.row("一级项目名称",(p["l1"],2),"二级项目名称",(p["l2"],2))
        g.row("项目类型",p["typ"],"项目分类",p["cls"],"资金用途",p["use"])
        g.row("项目主管部门",p["dept"],"项目开始日期",p["start"],"项目完成日期",p["end"])
        g.row("项目总投资",p["invest"],"中央补助安排",p["central"],"省级财政安排",p["prov"])
        g.row("其他资金",p["other"],"预算申报数",p["apply"],"资金性质","一般公共预算")
        for lab,k in(("基本情况","base"),("项目立项必要性","need"),("保证项目实施的制度措施","system"),("项目实施计划","plan")): g.row(lab,(p[k],5))
        g.row("组织实施单位",p["org"],"监督管理单位",p["sup"],"项目实施单位",p["impl"])
        g.row("政策依据",(p["policy"],5)); g.row("年度绩效目标",(p["goal"],5))
        g.row("一级指标","二级指标",("三级指标",2),("指标目标值",2)); a=len(g.rows)
        for l1,l2,nm,v in p["rows"]: g.row(l1,l2,(nm,2),(v,2))
        for c in(0,1): g.runs(c,a,len(g.rows)-1)
        ws=wb.create_sheet(p["sheet"]); g.sheet(ws); tsv(f"form-gansu-2023-{n}.tsv",g.rows)
    wb.save("form-gansu-2023.xlsx")
def shanghai():
    wb=openpyxl.Workbook(); wb.remove(wb.active)
    for n,p in enumerate(M.SH,1):
        g=G(6); m=lambda x:f"{x:.2f}"
        g.row(("财政项目支出绩效目标申报表",6)); g.row(("（2026年度）",6))
        g.row("申报单位名称",(p["unit"],2),"主管部门",(p["dept"],2))
        g.row("项目名称",(p["name"],2),"项目类别",(p["typ"],2))
        g.row("计划开始日期",(p["start"],2),"计划完成日期",(p["end"],2))
        t,y=p["total"],p["year"]
        g.row("项目资金(元)","项目资金总额",m(t[0]),"年度资金申请总额",(m(y[0]),2))
        g.row("","其中:财政资金",m(t[1]),"其中:当年财政拨款",(m(y[1]),2))
        g.row("","其他资金",m(t[2]),"上年结转资金",(m(y[2]),2))
        g.row("","","","其他资金",(m(y[3]),2)); g.vm(0,5,8)
        g.row("项目绩效目标",("项目总目标",2),("年度总体目标",3)); g.row("",(p["pgoal"],2),(p["goal"],3)); g.vm(0,9,10)
        g.row("绩效指标","一级指标","二级指标",("三级指标",2),"年度(/项目)指标值"); a=len(g.rows)
        for l1,l2,nm,v in p["rows"]: g.row("",l1,l2,(nm,2),v)
        b=len(g.rows)-1
        for c in(1,2): g.runs(c,a,b)
        g.vm(0,a-1,b)
        nums={(r,c) for r in range(5,9) for c in(2,4) if g.rows[r][c]!=""}
        ws=wb.create_sheet(p["sheet"]); g.sheet(ws,nums); tsv(f"form-shanghai-2026-{n}.tsv",g.rows)
    wb.save("form-shanghai-2026.xlsx")
for f in(summary,flat,form88,gansu,shanghai): f()
