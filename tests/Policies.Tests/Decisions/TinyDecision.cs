using System.Text.Json;
using Huoshui.Policies.Decisions;

namespace Huoshui.Policies.Tests.Decisions;

/// <summary>A policies folder with one small decision pack; tests change single files.</summary>
public sealed class TinyDecision : IDisposable
{
    public const string Id = "tech/limit";

    private readonly TinyPolicies _tiny = new();

    public TinyDecision()
    {
        _tiny.Write("tech/limit/pack.yaml", """
            id: tech/limit
            title: {zh: 限额, en: Limit}
            owner: {zh: 科, en: Section}
            legal_basis: [{zh: 某办法, en: a rule}]
            effective: {from: 2024-01-01, to: 2026-12-31}
            leaves_out: {zh: 其他, en: everything else}
            decision:
              answer: answer
              as_of: {zh: 申请日, en: day of application}
              facts:
                amount_yuan: {title: {zh: 金额, en: amount}, type: number, unit: yuan}
                kind: {title: {zh: 类型, en: kind}, type: string, codes: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}}
                note: {title: {zh: 备注, en: note}, type: string, optional: true}
              outputs:
                outcome: {title: {zh: 结果, en: outcome}, code: true}
                rate: {title: {zh: 利率, en: rate}, unit: percent}
              wording:
                granted: {zh: 可以, en: granted}
                refused: {zh: "金额{amount_yuan}超过{amount_max_yuan}", en: "{amount_yuan} is over {amount_max_yuan}", source: 某办法第二条}
            """);
        _tiny.Write("tech/limit/parameters.yaml", """
            amount_max_yuan:
              title: {zh: 金额上限, en: largest amount}
              type: number
              unit: yuan
              values:
                - {from: 2024-01-01, value: 1000, illustrative: true}
                - {from: 2025-01-01, value: 2000, source: 某办法第二条}
            """);
        _tiny.Write("tech/limit/tables/rates.csv", """
            from,to,source,illustrative,class,rate:number
            2024-01-01,,某办法第三条,,a,3.5
            2024-01-01,,,true,b,4
            """);
        _tiny.Write("tech/limit/decision.dmn", Model);
        _tiny.Write("tech/limit/cases.yaml", """
            as_of: 2025-06-30
            given: {amount_yuan: 2000, kind: a}
            cases:
              - {name: 恰在上限, given: {}, expect: {outcome: granted, rate: 3.5}}
              - {name: 超过一分, given: {amount_yuan: 2000.01}, expect: {outcome: refused}}
              - {name: 乙类利率, given: {kind: b}, expect: {rate: 4}}
              - {name: 旧上限, as_of: 2024-12-31, given: {amount_yuan: 1000}, expect: {outcome: granted}}
              - {name: 旧上限以上, as_of: 2024-12-31, given: {amount_yuan: 1001}, expect: {outcome: refused}}
              - {name: 新上限第一天, as_of: 2025-01-01, expect: {outcome: granted}}
              - {name: 开始前, as_of: 2023-12-31, cannot: PAK1024}
              - {name: 结束后, as_of: 2027-01-01, cannot: PAK1024}
            """);
        _tiny.Write("tech/limit/README.md", "# 限额\n");
    }

    public static string Model { get; } = $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:limit" name="limit">
        {Input("amount_yuan", "number")}{Input("kind", "string")}{Input("note", "string")}{Input("amount_max_yuan", "number")}{Input("rates", "Any")}
          <decision id="outcome" name="outcome">
            <description>是否可以</description>
            <variable name="outcome" typeRef="string"/>
        {Needs("amount_yuan")}{Needs("amount_max_yuan")}{Needs("note")}
            <decisionTable hitPolicy="UNIQUE">
              <input label="金额超过上限"><inputExpression typeRef="boolean"><text>amount_yuan &gt; amount_max_yuan or note = "no"</text></inputExpression></input>
              <output name="outcome" typeRef="string"/>
              <annotation name="出处"/>
              <rule id="r1"><inputEntry><text>true</text></inputEntry><outputEntry><text>"refused"</text></outputEntry><annotationEntry><text>第二条</text></annotationEntry></rule>
              <rule id="r2"><inputEntry><text>false</text></inputEntry><outputEntry><text>"granted"</text></outputEntry><annotationEntry><text>第二条</text></annotationEntry></rule>
            </decisionTable>
          </decision>
          <decision id="answer" name="answer">
            <variable name="answer"/>
        {Needs("kind")}{Needs("rates")}
            <informationRequirement><requiredDecision href="#outcome"/></informationRequirement>
            <context>
              <contextEntry><variable name="outcome" typeRef="string"/><literalExpression><text>outcome</text></literalExpression></contextEntry>
              <contextEntry><variable name="rate" typeRef="number"/><literalExpression><text>rates[item.class = kind][1].rate</text></literalExpression></contextEntry>
            </context>
          </decision>
        </definitions>
        """;

    public TinyPolicies Files => _tiny;

    public PackDecision Decision => _tiny.Load().Pack(Id)!.Decision!;

    public DecisionAnswer Decide(string facts, string asOf = "2025-06-30") => Decision.Decide(Request(facts, asOf));

    public static DecisionRequest Request(string facts, string asOf = "2025-06-30") => new(
        DateOnly.ParseExact(asOf, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        JsonDocument.Parse(facts).RootElement, IsExplained: true);

    public void Dispose() => _tiny.Dispose();

    private static string Input(string name, string type) =>
        $"  <inputData id=\"in_{name}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{type}\"/></inputData>\n";

    private static string Needs(string name) =>
        $"    <informationRequirement><requiredInput href=\"#in_{name}\"/></informationRequirement>\n";
}
