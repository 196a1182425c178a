namespace Huoshui.Systems.Tests.Returns;

/// <summary>A policies folder with one small return: loans (TL) and their pledges (TP), a fatal, a warning and a cross-table rule.</summary>
internal static class TinyPolicies
{
    public static string Write(string root, int people = 3)
    {
        var folder = Path.Combine(root, "policies");
        void Put(string path, string text)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Put("systems.yaml", "");
        Put("vocabulary/lists.csv", "id,name_zh,name_en,source\n");
        Put("vocabulary/codes.csv", "list,code,name_zh,name_en\n");
        Put("supervision/filing/pack.yaml", Pack("supervision/filing"));
        Put("supervision/filing/README.md", "# 报送规则\n");
        Put("supervision/filing/parameters.yaml", Parameters(people));
        Put("returns/tiny/pack.yaml", Pack("returns/tiny"));
        Put("returns/tiny/README.md", "# 小例子\n");
        Put("returns/tiny/tables.csv", """
            code,number,theme,name_zh,name_en,date_field
            TL,1,贷款,贷款,Loans,TL_DATE
            TP,2,贷款,质押,Pledges,
            """);
        Put("returns/tiny/fields.csv", """
            table,code,name_zh,name_en,class,format,codes,sensitivity,check,range,aliases
            TL,TL_ID,借据号,loan number,编码类,an..20,,,,,
            TL,TL_BORROWER,借款人,borrower,文本类,anc..40,,personal,,,
            TL,TL_BALANCE,余额,balance,金额类,20n(2),,,,non_negative,
            TL,TL_RATE,利率,rate,百分比类,20n(2),,,,,
            TL,TL_DATE,数据日期,reporting date,日期类,YYYY-MM-DD,,,,,
            TP,TP_LOAN,借据号,loan number,编码类,an..20,,,,,
            TP,TP_VALUE,估值,value,金额类,20n(2),,,,,
            """);
        Put("returns/tiny/keys.yaml", """
            TL:
              key: [TL_ID]
              required: [TL_ID, TL_BALANCE]
            TP:
              key: [TP_LOAN]
              required: [TP_LOAN]
            """);
        Put("returns/tiny/parameters.yaml", """
            dear_rate:
              title: {zh: 高利率, en: dear rate}
              type: number
              unit: percent per year
              values:
                - {from: 2020-01-01, value: 24, illustrative: true}
            """);
        Put("returns/tiny/rules.yaml", """
            rules:
              TL_0901: {table: TL, kind: 9, severity: warning, source: 自定}
            """);
        Put("returns/tiny/checks/TL.vtl", """
            define datapoint ruleset TL_rules (variable TL_RATE, TL_BORROWER) is
              TL_0901: TL_RATE <= dear_rate
                on TL_RATE
                message "{TL_BORROWER}的利率为{TL_RATE}" "the rate of {TL_BORROWER} is {TL_RATE}"
            end datapoint ruleset;
            TL_checked := check_datapoint(TL, TL_rules);
            """);
        Put("returns/tiny/cases.yaml", """
            as_of: 2025-06-30
            cases:
              TL_0901:
                - {name: 利率三十应提示, given: {TL: [{TL_RATE: 30}]}, expect: fails}
                - {name: 利率四不提示, given: {TL: [{TL_RATE: 4}]}, expect: holds}
            """);
        return folder;
    }

    private static string Pack(string id) => $$"""
        id: {{id}}
        title: {zh: 小例子, en: Tiny example}
        owner: {zh: 统计科, en: Statistics section}
        legal_basis: [{zh: 自定, en: our own}]
        effective: {from: 2018-01-01}
        leaves_out: {zh: 其他一切, en: everything else}
        """;

    private static string Parameters(int people) => $$"""
        filing_people:
          title: {zh: 人数, en: people}
          type: integer
          unit: person
          values:
            - {from: 2015-01-01, value: {{people}}, illustrative: true}
        explain_whole_rule:
          title: {zh: 整条, en: whole rule}
          type: boolean
          unit: none
          values:
            - {from: 2015-01-01, value: true, illustrative: true}
        decision_working_days:
          title: {zh: 期限, en: days}
          type: integer
          unit: day
          values:
            - {from: 2015-01-01, value: 5, illustrative: true}
        filing_frequency:
          title: {zh: 频率, en: frequency}
          type: string
          unit: none
          values:
            - {from: 1970-01-01, value: month, illustrative: true}
        filing_deadline_days:
          title: {zh: 天数, en: days}
          type: integer
          unit: day
          values:
            - {from: 1970-01-01, value: 8, illustrative: true}
        filing_deadline_basis:
          title: {zh: 基准, en: basis}
          type: string
          unit: none
          values:
            - {from: 1970-01-01, value: working, illustrative: true}
        deadlines_bind_from:
          title: {zh: 生效, en: bind}
          type: date
          unit: none
          values:
            - {from: 1970-01-01, value: 2025-01-31, illustrative: true}
        """;
}
