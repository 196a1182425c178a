using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Huoshui.Policies.Decisions;

namespace Huoshui.Policies.Reference;

/// <summary>The reference pages of decision packs: what is asked, what is answered, every number with its source, the
/// rules, and the cases.</summary>
internal static class DecisionPages
{
    public static IEnumerable<ReferencePage> Of(PolicyLibrary library) =>
        library.Packs.Where(p => p.Decision is not null).Select(p => Page(p, p.Decision!));

    private static ReferencePage Page(PolicyPack pack, PackDecision decision)
    {
        var text = new StringBuilder(ReferencePages.Notice)
            .Append("# ").Append(pack.Title.Zh).Append(" · ").Append(pack.Title.En).Append("\n\n")
            .Append(CultureInfo.InvariantCulture, $"`{pack.Id}`，{pack.EffectiveFrom:yyyy-MM-dd} 起");
        if (pack.EffectiveTo is { } end)
            text.Append(CultureInfo.InvariantCulture, $"，至 {end:yyyy-MM-dd}");
        text.Append(CultureInfo.InvariantCulture, $"。业务日期 as of：{decision.AsOfTitle.Zh} {decision.AsOfTitle.En}。");
        text.Append(decision.Template is { } template ? $"模板 template：`{template}`。\n\n" : "\n\n");
        foreach (var basis in pack.LegalBasis)
            text.Append("- ").Append(basis.Zh).Append(" · ").Append(basis.En).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"\n不包括 leaves out: {pack.LeavesOut.Zh}\n\n{pack.LeavesOut.En}\n\n");
        Facts(text, decision);
        Outputs(text, decision);
        Declared(text, decision);
        Parameters(text, pack);
        Tables(text, decision);
        Rules(text, decision);
        Cases(text, pack);
        return new ReferencePage($"packs/{pack.Id}.md", text.ToString());
    }

    private static void Facts(StringBuilder text, PackDecision decision)
    {
        text.Append(
            "## 事实 facts\n\n| 名称 name | 说明 | what | 类型 type | 单位 unit | 可选 optional |\n|---|---|---|---|---|---|\n");
        foreach (var fact in decision.Facts)
        {
            var codes = fact.Codes.Count == 0 ? Kind(fact.Kind)
                : string.Join("、", fact.Codes.Select(c => $"`{c.Key}` {c.Value.Zh}"));
            text.Append(CultureInfo.InvariantCulture,
                $"| `{fact.Name}` | {Cell(fact.Title.Zh)} | {Cell(fact.Title.En)} | {Cell(codes)} | "
                + $"{UnitWords.Of(fact.Unit).Zh} | {(fact.IsOptional ? "是 yes" : string.Empty)} |\n");
        }
    }

    private static void Outputs(StringBuilder text, PackDecision decision)
    {
        text.Append("\n## 结论 outputs\n\n| 名称 name | 说明 | what | 单位 unit |\n|---|---|---|---|\n");
        foreach (var output in decision.Outputs)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| `{output.Name}` | {Cell(output.Title.Zh)} | {Cell(output.Title.En)} | "
                + $"{UnitWords.Of(output.Unit).Zh} |\n");
        }

        text.Append("\n| 代码 code | 含义 | meaning | 出处 source |\n|---|---|---|---|\n");
        foreach (var word in decision.Wording)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| `{word.Code}` | {Cell(word.Text.Zh)} | {Cell(word.Text.En)} | "
                + $"{Cell(word.Source ?? string.Empty)} |\n");
        }
    }

    private static void Declared(StringBuilder text, PackDecision decision)
    {
        if (decision.Approval is null && decision.Claims.Count == 0)
            return;
        text.Append("\n## 声明 claims\n\n");
        if (decision.Approval is { } approval)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"- 通过 approval：`{approval.Output}` = {string.Join("、", approval.Values.Select(v => $"`{v}`"))}")
                .Append("；不能改的事实 immutable：").AppendJoin("、", approval.Immutable.Select(f => $"`{f}`")).Append('\n');
        }

        foreach (var claim in decision.Claims)
        {
            var never = claim.Direction == Dmn.MonotonicDirection.NeverRises ? "不升 never rises" : "不降 never falls";
            text.Append(CultureInfo.InvariantCulture, $"- `{claim.Fact}` 越高，`{claim.Output}` {never}\n");
        }
    }

    private static void Parameters(StringBuilder text, PolicyPack pack)
    {
        text.Append(
            "\n## 参数 parameters\n\n| 名称 name | 说明 | 值 value | 单位 unit | 自 from | 出处 source "
            + "|\n|---|---|---:|---|---|---|\n");
        foreach (var (parameter, value) in pack.Parameters.All.SelectMany(p => p.Values.Select(v => (p, v))))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| `{parameter.Name}` | {Cell(parameter.Title.Zh)} | {Plain(value.Value)} | "
                + $"{UnitWords.Of(parameter.Unit).Zh} ")
                .Append(CultureInfo.InvariantCulture,
                    $"| {value.From:yyyy-MM-dd} | {Source(value.Source, value.IsIllustrative)} |\n");
        }
    }

    private static void Tables(StringBuilder text, PackDecision decision)
    {
        foreach (var table in decision.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## 参数表 table `{table.Name}`\n\n| ").AppendJoin(" | ",
                table.Columns).Append(" | 自 from | 至 to | 出处 source |\n|")
                .Insert(text.Length, "---|", table.Columns.Count + 3).Append('\n');
            foreach (var row in table.Rows)
            {
                text.Append("| ").AppendJoin(" | ", row.Cells.Select(c => Plain(c.Value)))
                    .Append(CultureInfo.InvariantCulture,
                        $" | {row.From:yyyy-MM-dd} | {Plain(row.To)} | {Source(row.Source, row.IsIllustrative)} |\n");
            }
        }
    }

    private static void Rules(StringBuilder text, PackDecision decision)
    {
        text.Append("\n## 决策 decisions\n");
        foreach (var element in ModelPieces.Parse(decision.Model)?.Elements()
            .Where(e => e.Name.LocalName == "decision") ?? [])
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n### `{element.Attribute("name")?.Value}` {Child(element, "description")?.Value}\n\n");
            if (Child(element, "decisionTable") is { } table)
                Table(text, table);
            foreach (var expression in element.Elements()
                .Where(e => e.Name.LocalName is "literalExpression" or "context"))
            {
                Expression(text, expression);
            }
        }
    }

    private static void Expression(StringBuilder text, XElement expression)
    {
        text.Append("```feel\n");
        if (expression.Name.LocalName == "literalExpression")
            text.Append(expression.Value.Trim()).Append('\n');
        foreach (var entry in expression.Elements().Where(e => e.Name.LocalName == "contextEntry"))
        {
            text.Append(Child(entry, "variable")?.Attribute("name")?.Value).Append(": ")
                .Append(Child(entry, "literalExpression")?.Value.Trim()).Append('\n');
        }

        text.Append("```\n");
    }

    private static void Table(StringBuilder text, XElement table)
    {
        var inputs = table.Elements().Where(e => e.Name.LocalName == "input")
            .Select(i => $"{i.Attribute("label")?.Value} `{Child(i, "inputExpression")?.Value.Trim()}`");
        var outputs = table.Elements().Where(e => e.Name.LocalName == "output")
            .Select(o => $"**{o.Attribute("name")?.Value}**");
        string[] columns = [table.Attribute("hitPolicy")?.Value ?? "UNIQUE", .. inputs, .. outputs, "出处"];
        text.Append("| ").AppendJoin(" | ", columns.Select(Cell))
            .Append(" |\n|").Insert(text.Length, "---|", columns.Length).Append('\n');
        var number = 0;
        foreach (var rule in table.Elements().Where(e => e.Name.LocalName == "rule"))
        {
            number++;
            var cells = rule.Elements()
                .Where(e => e.Name.LocalName is "inputEntry" or "outputEntry" or "annotationEntry")
                .Select(c => Cell(c.Value.Trim()));
            text.Append(CultureInfo.InvariantCulture, $"| {number} | ").AppendJoin(" | ", cells).Append(" |\n");
        }
    }

    private static void Cases(StringBuilder text, PolicyPack pack)
    {
        var cases = DecisionCheck.Cases(pack).Cases;
        text.Append(CultureInfo.InvariantCulture, $"\n## 例子 cases（{cases.Count}）\n\n");
        foreach (var one in cases)
            text.Append("- ").Append(one.Name).Append('\n');
    }

    private static XElement? Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string Kind(FactKind kind) => kind switch
    {
        FactKind.Number => "数字 number",
        FactKind.Flag => "是否 boolean",
        FactKind.Date => "日期 date",
        FactKind.List => "列表 list",
        _ => "文字 string",
    };

    private static string Source(string? source, bool isIllustrative) => isIllustrative ? "示例参数 illustrative"
        : Cell(source ?? string.Empty);

    private static string Plain(object? value) => value switch
    {
        null => string.Empty,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Cell(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
