namespace Huoshui.Policies.Derivation;

/// <summary>The rules that follow from one table: those of its fields, its dates and its key.</summary>
internal sealed class TableRules(TableDefinition table, IReadOnlyList<string> notAfterDate, FieldDomains domains)
{
    /// <summary>Every derived rule of the table's rows; the key is apart, because it needs a count over rows.</summary>
    public IReadOnlyList<DerivedRule> Rows() =>
        [.. table.Fields.SelectMany(f => new FieldRules(f, domains).All()), .. Dates()];

    /// <summary>The unique key; null for a table without key.</summary>
    public DerivedRule? Key()
    {
        if (table.Key.Count == 0)
            return null;
        var names = string.Join("、", table.Key.Select(k => table.Field(k)?.Title.Zh ?? k));
        var english = string.Join(", ", table.Key.Select(k => table.Field(k)?.Title.En ?? k));
        return new DerivedRule(
            $"{table.Code}_KEY", "KEY", 4, table.Key[0], null, "key_rows <= 1",
            new($"主键（{names}）“{{{table.Key[0]}}}”出现{{key_rows}}次", $"the key ({english}) “{{{table.Key[0]}}}” stands {{key_rows}} times"))
        {
            Reads = ["key_rows", table.Key[0]],
        };
    }

    private IEnumerable<DerivedRule> Dates()
    {
        var date = table.DateField is { } code ? table.Field(code) : null;
        if (date is { Kind: ColumnKind.Date })
        {
            yield return new DerivedRule(
                $"{date.Code}_DATE", "DATE", 7, date.Code, $"not isnull({VtlName.Of(date.Code)})", $"{VtlName.Of(date.Code)} = {ReturnConstants.DataDate}",
                new($"{date.Title.Zh}{{{date.Code}}}不是本次报送的数据日期", $"{date.Title.En} {{{date.Code}}} is not the reporting date of this filing"));
            foreach (var earlier in notAfterDate.Select(table.Field).OfType<FieldDefinition>())
                yield return NotAfter(earlier, date);
        }

        foreach (var order in table.DateOrders)
        {
            if (table.Field(order.Earlier) is { } earlier && table.Field(order.Later) is { } later)
                yield return Order(earlier, later);
        }
    }

    private static DerivedRule NotAfter(FieldDefinition field, FieldDefinition date) => new(
        $"{field.Code}_DATE", "DATE", 7, field.Code, Both(field, date), $"{VtlName.Of(field.Code)} <= {VtlName.Of(date.Code)}",
        new($"{field.Title.Zh}{{{field.Code}}}晚于{date.Title.Zh}{{{date.Code}}}", $"{field.Title.En} {{{field.Code}}} is after {date.Title.En} {{{date.Code}}}"))
    {
        Reads = [field.Code, date.Code],
    };

    private static DerivedRule Order(FieldDefinition earlier, FieldDefinition later) => new(
        $"{later.Code}_DATE_{earlier.Code}", "DATE", 7, later.Code, Both(earlier, later), $"{VtlName.Of(earlier.Code)} <= {VtlName.Of(later.Code)}",
        new($"{later.Title.Zh}{{{later.Code}}}早于{earlier.Title.Zh}{{{earlier.Code}}}", $"{later.Title.En} {{{later.Code}}} is before {earlier.Title.En} {{{earlier.Code}}}"))
    {
        Reads = [earlier.Code, later.Code],
    };

    private static string Both(FieldDefinition one, FieldDefinition other) =>
        $"not isnull({VtlName.Of(one.Code)}) and not isnull({VtlName.Of(other.Code)})";
}
