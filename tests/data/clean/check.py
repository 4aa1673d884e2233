# mechanical self-check of the sources (independent of the linter)
import re,collections
from decimal import Decimal as D
import data_summary as S,data_flat as F,data_forms as M
P=[] # (file,name,goal,[(grp,name,value)],mid?)
for d,ps in S.DEPTS:
    for p in ps:
        assert D(p[1])==D(p[2] or 0)+D(p[3] or 0),p[0]
        P.append(("summary",p[0],p[4],[(g,)+x for g,l in zip("OES",p[5:]) for x in l]))
for c,d,ps in F.DEPTS:
    for n,a,g,rows in ps:
        assert sum(int(r[6]) for r in rows)==90,n
        P.append(("flat",n,g,[(r[0][0],r[2],(r[3] if r[3]!="定性" else "")+r[4]+r[5]) for r in rows]))
for p in M.F88:
    for k in("mid","year"): assert D(p[k][0])==D(p[k][1] or 0)+D(p[k][2] or 0)
    P.append(("form-88",p["name"],p["goal"],[(r[0][0],r[4],r[5]) for r in p["rows"] if r[4]]))
v=lambda s:D(s.replace("万元",""))
for p in M.GANSU:
    assert v(p["central"])+v(p["prov"])+v(p["other"])==v(p["apply"])==v(p["invest"])
    P.append(("gansu",p["l2"],p["goal"],[(r[0][0],r[2],r[3]) for r in p["rows"]]))
for p in M.SH:
    assert p["total"][0]==sum(p["total"][1:]) and p["year"][0]==sum(p["year"][1:])
    P.append(("shanghai",p["name"],p["goal"],[(r[0][0],r[2],r[3]) for r in p["rows"]]))
for f,n,g,inds in P:
    c=collections.Counter((a,b) for a,b,_ in inds)
    for k,x in c.items():
        if x>1: print("DUP",n,k)
    for a,b,val in inds:
        assert b and val,(n,b)
        if len(b)>16: print("LONG",n,b)
        if re.search(r"\d",b): print("NUM-IN-NAME",b,val)
        if not re.search(r"\d",val): print("QUAL",a,b,"=",val)
        if not re.search(r"[^\d.≥≤=<>＝\s]",val): print("UNIT",n,b,val)
    vc=collections.Counter(x for _,_,x in inds)
    for x,k in vc.items():
        if k>=3 and len(x)>=10: print("BOILER",n,x)
    for m in re.finditer(r"((?:[\d.]+(?:万)?[^\d×+=，；。、（：]*[×+])+[\d.]+万?[^\d×+=，；。、]*)=([\d.]+)(万?)",g):
        e=0
        for t in m[1].split("+"):
            x=1
            for q in t.split("×"): 
                k=re.match(r"([\d.]+)(万?)",q); x*=float(k[1])*(1e4 if k[2] else 1)
            e+=x
        r=float(m[2])*(1e4 if m[3] else 1)
        print("CALC","ok" if abs(e-r)<1 else "WRONG",m[0])
tot=collections.Counter(); pr=collections.Counter()
for f,_,_,i in P: tot[f]+=len(i); pr[f]+=1
print(pr,tot,sum(pr.values()),sum(tot.values()))
print("mid-term indicators",sum(1 for p in M.F88 for r in p["rows"] if r[2]))
nm=collections.Counter(p[1] for p in P); assert max(nm.values())==1
allset=[(p[1],{(b,x) for _,b,x in p[3]},{b for _,b,_ in p[3]}) for p in P]
for i in range(len(allset)):
    for j in range(i):
        s=allset[i][2]&allset[j][2]
        if s: print("SHARED",allset[i][0],allset[j][0],s)
