using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>The columns of a pack's tables (参数表的列) against those that its model reads: one error a column, at the
/// header of the file.</summary>
internal static class TableColumns
{
    private static readonly string[] Given = ["in_force_from", "in_force_to", "source"];

    public static IEnumerable<Diagnostic> Check(PackDecision decision)
    {
        string[] names = [.. decision.Tables.Select(t => t.Name).Where(decision.Reads.Contains)];
        if (names.Length == 0 || ModelPieces.Parse(decision.Model) is not { } root)
            return [];
        var reads = ColumnReads.Read(root, names);
        return decision.Tables.Where(t => names.Contains(t.Name, StringComparer.Ordinal)).SelectMany(t => Of(t, reads));
    }

    private static IEnumerable<Diagnostic> Of(DatedTable table, ColumnReads reads)
    {
        var unread = table.Columns.Where(c => !ColumnReads.NamesOf(c).All(reads.Mentioned.Contains)).ToList();
        var known = table.Columns.Concat(table.Columns.Select(c => ColumnReads.NamesOf(c).FirstOrDefault(c)));
        foreach (var column in reads.Of(table.Name).Except(known).Except(Given).Order(StringComparer.Ordinal))
        {
            var near = NearName.Of(column, unread);
            if (near is not null)
                unread.Remove(near);
            yield return Missing(table, column, near);
        }

        foreach (var column in unread.Where(_ => !reads.IsByText))
            yield return Unread(table, column, NearName.Of(column, reads.Members.Except(table.Columns)));
    }

    private static Diagnostic Missing(DatedTable table, string column, string? near)
    {
        var has = string.Join(", ", table.Columns);
        return Diagnostic.Error(
            PackCodes.TableColumns,
            near is null ? $"参数表“{table.Name}”缺少列“{column}”，模型要读它；现有的列：{has}"
                : $"参数表“{table.Name}”的列“{near}”，模型里叫“{column}”：请改列名",
            near is null ? $"table \"{table.Name}\" lacks column \"{column}\", which the model reads; it has: {has}"
                : $"column \"{near}\" of table \"{table.Name}\" is \"{column}\" in the model: rename the column",
            table.Source, DatedTableFile.SpanOf(table.Source, near ?? string.Empty));
    }

    private static Diagnostic Unread(DatedTable table, string column, string? near) => Diagnostic.Error(
        PackCodes.TableColumns,
        $"参数表“{table.Name}”的列“{column}”，模型不读" + (near is null ? "：请删去或用上" : $"，是不是“{near}”？"),
        $"the model does not read column \"{column}\" of table \"{table.Name}\""
            + (near is null ? ": drop it or use it" : $"; did you mean \"{near}\"?"),
        table.Source, DatedTableFile.SpanOf(table.Source, column));
}
