namespace Huoshui.Systems.City.Dirty;

/// <summary>Errors that only show against the filing of the date before. Rows are deleted first, since lines
/// move.</summary>
internal static class PeriodErrors
{
    public static IReadOnlyList<ErrorKind> Kinds { get; } =
    [
        new("note gone without having been settled", "H01_1205", Disappear),
        new("amount changed", "F27_1204", filing => Change(filing, "F270009", v => "1" + v, (t, r) =>
            t[r, "F270036"] == "0")),
        new("tech flag changed", "F27_1207", filing => Change(filing, "F270041", v => v == "1" ? "0" : "1", (t, r) =>
            t[r, "F270032"] == "01")),
        new("customer of the note changed", "F27_1201", filing => Change(filing, "F270002", v => v + "1", (_, _) =>
            true)),
    ];

    // A note that is gone has no line: the finding names it by its key.
    private static PlantedAt? Disappear(DirtyFiling filing)
    {
        if (filing.Table("H01") is not { } notes || filing.Table("F27") is not { } loans
            || filing.Before.GetValueOrDefault("H01") is not { } before)
        {
            return null;
        }

        var gone = before.Find(r => before[r, "H010019"] == "01" && notes.RowOf("H010001",
            before[r, "H010001"]) is not null);
        if (gone is not { } at)
            return null;
        var note = before[at, "H010001"];
        notes.Delete(notes.RowOf("H010001", note)!.Value);
        loans.Delete(loans.RowOf("F270001", note)!.Value);
        before.Take(at);
        return new PlantedAt("H01", 0, note);
    }

    private static PlantedAt? Change(DirtyFiling filing, string field, Func<string, string> value, Func<DirtyTable,
        int, bool> when)
    {
        if (filing.Table("F27") is not { } loans || filing.Before.GetValueOrDefault("F27") is not { } before)
            return null;
        var row = loans.Find(r => when(loans, r) && before.RowOf("F270001", loans[r, "F270001"]) is not null);
        if (row is not { } at)
            return null;
        loans[at, field] = value(loans[at, field]);
        loans.Take(at);
        return new PlantedAt("F27", DirtyTable.LineOf(at), field);
    }
}
