namespace Huoshui.Policies.Tests;

/// <summary>A policies folder of one small return, written to a temporary folder; tests change single files.</summary>
public sealed class TinyPolicies : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-policies-");

    public TinyPolicies()
    {
        Write("systems.yaml", """
            tiny:
              title: {zh: 小系统, en: Tiny system}
              summary: {zh: 全部政策包, en: every pack}
              area: spine
              owner: {zh: 统计科, en: Statistics}
              status: planned
              packs: ["*"]
            """);
        Write("returns/tiny/pack.yaml", """
            id: returns/tiny
            title: {zh: 小例子, en: Tiny example}
            owner: {zh: 统计科, en: Statistics}
            legal_basis: [{zh: 自定, en: our own}]
            effective: {from: 2025-01-01}
            leaves_out: {zh: 其他, en: everything else}
            """);
        Write("returns/tiny/tables.csv", """
            code,number,theme,name_zh,name_en,date_field
            TL,1,贷款,贷款,Loans,TL_DATE
            TB,2,客户,客户,Borrowers,
            """);
        Write("returns/tiny/fields.csv", """
            table,code,name_zh,name_en,class,format,codes,sensitivity,check,range,aliases
            TL,TL_ID,借据号,loan number,编码类,an..20,,,,,loan;note
            TL,TL_BORROWER,借款人代码,borrower's code,编码类,an..18,,sensitive,usci,,
            TL,TL_STATE,状态,state,代码类,2!n,state,,,,
            TL,TL_BALANCE,余额,balance,金额类,20n(2),,,,non_negative,
            TL,TL_RATE,利率,rate,百分比类,20n(6),,,,percent,
            TL,TL_OVERDUE,逾期天数,days overdue,数值类,n,,,,non_negative,
            TL,TL_START,开始,start,日期类,YYYY-MM-DD,,,,,
            TL,TL_END,结束,end,日期类,YYYY-MM-DD,,,,,
            TL,TL_DATE,数据日期,reporting date,日期类,YYYY-MM-DD,,,,,
            TB,TB_CODE,代码,code,编码类,an..18,,,,,
            """);
        Write("returns/tiny/codes.csv", """
            list,code,name_zh,name_en
            state,01,正常,normal
            state,05,逾期,overdue
            """);
        Write("returns/tiny/keys.yaml", """
            TL:
              key: [TL_ID, TL_DATE]
              required: [TL_ID, TL_BALANCE]
              joins: [{to: TB, on: {TL_BORROWER: TB_CODE}}]
              orders: [[TL_START, TL_END]]
              not_after_date: [TL_START]
            """);
        Write("returns/tiny/parameters.yaml", """
            grace_days:
              title: {zh: 宽限天数, en: days of grace}
              type: integer
              unit: day
              values:
                - {from: 2025-01-01, value: 3, illustrative: true}
                - {from: 2026-01-01, value: 5, source: 某办法第一条}
            """);
        Write("returns/tiny/checks/TL.vtl", """
            define datapoint ruleset TL_rules (variable TL_OVERDUE, TL_BALANCE) is
              TL_0901: when TL_OVERDUE > grace_days then TL_BALANCE > 0
                on TL_BALANCE
                message "逾期{TL_OVERDUE}天而余额为{TL_BALANCE}" "{TL_OVERDUE} days overdue but the balance is {TL_BALANCE}"
            end datapoint ruleset;
            TL_checked := check_datapoint(TL, TL_rules);
            TL_borrower := lookup(TL, TB on filing = filing, TL_BORROWER = TB_CODE);
            define datapoint ruleset TL_joins (variable TB_found, TL_BORROWER) is
              TL_0501: TB_found
                on TL_BORROWER
                message "客户{TL_BORROWER}不存在" "borrower {TL_BORROWER} is unknown"
            end datapoint ruleset;
            TL_joined := check_datapoint(TL_borrower, TL_joins);
            """);
        Write("returns/tiny/rules.yaml", """
            rules:
              TL_0901: {table: TL, kind: 9, severity: [{from: 2025-01-01, is: warning}, {from: 2026-01-01, is: fatal}], source: 自定}
              TL_0501: {table: TL, kind: 5, severity: fatal, source: 自定}
            """);
        Write("returns/tiny/cases.yaml", """
            as_of: 2025-06-30
            cases:
              TL_0901:
                - {name: 逾期十天余额为零应报, given: {TL: [{TL_OVERDUE: 10, TL_BALANCE: 0}]}, expect: fails}
                - {name: 逾期三天仍在宽限内, given: {TL: [{TL_OVERDUE: 3, TL_BALANCE: 0}]}, expect: holds}
              TL_0501:
                - {name: 没有客户应报, given: {TL: [{TL_BORROWER: A}], TB: [{TB_CODE: B}]}, expect: fails}
                - {name: 有客户不报, given: {TL: [{TL_BORROWER: A}], TB: [{TB_CODE: A}]}, expect: holds}
            """);
        Write("returns/tiny/README.md", "# 小例子\n");
    }

    public string Folder => _folder.FullName;

    public void Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    public void Replace(string path, string old, string text)
    {
        var full = Path.Combine(Folder, path);
        var content = File.ReadAllText(full);
        if (!content.Contains(old, StringComparison.Ordinal))
            throw new InvalidOperationException($"{path} does not hold {old}");
        File.WriteAllText(full, content.Replace(old, text, StringComparison.Ordinal));
    }

    public PolicyLibrary Load() => PolicyLibrary.Load(Folder);

    public void Dispose() => _folder.Delete(recursive: true);
}
