using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Derivation;

/// <summary>The derived rules of a table, and as VTL text that an analyst can read.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rules">All of them, those of staging among them.</param>
/// <param name="Text">A datapoint ruleset over the rows, and one over the counted key.</param>
internal sealed record DerivedScript(TableDefinition Table, IReadOnlyList<DerivedRule> Rules, SourceText Text)
{
    public static DerivedScript For(ReturnParts parts, TableDefinition table, FieldDomains domains)
    {
        var tableRules = new TableRules(table, parts.NotAfterDate.GetValueOrDefault(table.Code, []), domains);
        var rows = tableRules.Rows();
        var key = tableRules.Key();
        var text = new StringBuilder()
            .Append("/* ").Append(table.Code).Append(' ').Append(table.Title.Zh).Append("：由标准导出的规则。derived from the standard */\n");
        AppendRows(text, table, [.. rows.Where(r => r.Then is not null)]);
        if (key is not null)
            AppendKey(text, table, key);
        return new DerivedScript(
            table, key is null ? rows : [.. rows, key], new SourceText($"derived/{parts.Definition.Id}/{table.Code}.vtl", text.ToString()));
    }

    private static void AppendRows(StringBuilder text, TableDefinition table, IReadOnlyList<DerivedRule> rules)
    {
        if (rules.Count == 0)
            return;
        var fields = rules.SelectMany(r => r.Reads).Distinct(StringComparer.Ordinal);
        AppendRuleset(text, $"{table.Code}_derived", fields, rules);
        text.Append(table.Code).Append("_derived_checked := check_datapoint(").Append(table.Code)
            .Append(", ").Append(table.Code).Append("_derived);\n");
    }

    private static void AppendKey(StringBuilder text, TableDefinition table, DerivedRule key)
    {
        text.Append('\n').Append(table.Code).Append("_keyed := ").Append(table.Code)
            .Append("[calc key_rows := count(").Append(VtlName.Of(table.Key[0])).Append(" over (partition by filing, ")
            .AppendJoin(", ", table.Key.Select(VtlName.Of)).Append("))];\n");
        AppendRuleset(text, $"{table.Code}_unique", key.Reads, [key]);
        text.Append(table.Code).Append("_unique_checked := check_datapoint(").Append(table.Code)
            .Append("_keyed, ").Append(table.Code).Append("_unique);\n");
    }

    private static void AppendRuleset(StringBuilder text, string name, IEnumerable<string> fields, IReadOnlyList<DerivedRule> rules)
    {
        text.Append("define datapoint ruleset ").Append(name).Append(" (variable ").AppendJoin(", ", fields.Select(VtlName.Of)).Append(") is\n");
        for (var i = 0; i < rules.Count; i++)
        {
            Append(text, rules[i]);
            text.Append(i < rules.Count - 1 ? ";\n" : "\n");
        }

        text.Append("end datapoint ruleset;\n");
    }

    private static void Append(StringBuilder text, DerivedRule rule)
    {
        text.Append("  ").Append(rule.Id).Append(": ");
        if (rule.When is not null)
            text.Append("when ").Append(rule.When).Append(" then ");
        text.Append(rule.Then)
            .Append("\n    on ").Append(VtlName.Of(rule.Field))
            .Append(" message \"").Append(rule.Message.Zh).Append("\" \"").Append(rule.Message.En).Append('"');
    }
}
