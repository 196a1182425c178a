using static Huoshui.Systems.City.Dirty.ErrorKind;

namespace Huoshui.Systems.City.Dirty;

/// <summary>Errors in a single row of the loan tables F27 and H01.</summary>
internal static class LoanErrors
{
    /// <summary>Needing only the tables that every date has.</summary>
    public static IReadOnlyList<ErrorKind> Kinds { get; } =
    [
        Cell("unreadable date", "F270016_FMT", "F27", "F270016", _ => "2025-13-45"),
        Cell("unreadable amount", "F270009_FMT", "F27", "F270009", _ => "壹佰万元"),
        Cell("unreadable balance", "H010010_FMT", "H01", "H010010", v => v.Replace('.', '·')),
        Cell("unreadable rate", "H010021_FMT", "H01", "H010021", _ => "四厘五"),
        Cell("code of security", "F270021_CODE", "F27", "F270021", _ => "98"),
        Cell("currency not in the list", "F270006_CODE", "F27", "F270006", _ => "RMB"),
        Cell("industry not in the list", "F270023_CODE", "F27", "F270023", _ => "Z9999", IsBusiness),
        Cell("green type not in the list", "F270040_CODE", "F27", "F270040", _ => "999999", IsBusiness),
        Cell("status not in the list", "H010019_CODE", "H01", "H010019", _ => "77"),
        Cell("flag not in the list", "F270041_CODE", "F27", "F270041", _ => "Y", IsBusiness),
        Row("key twice in F27", "F27_KEY", "F27", "F270001", (t, row) => t.Repeat(row)),
        Row("key twice in H01", "H01_KEY", "H01", "H010001", (t, row) => t.Repeat(row)),
        Cell("note without details", "H01_0501", "H01", "H010001", v => v + "X"),
        Cell("note without state", "F27_0501", "F27", "F270001", v => v + "Y"),
        Cell("business customer unknown", "F27_0502", "F27", "F270002", v => v + "9", (t, r) =>
            t[r, "F270032"] == "01"),
        Cell("owner unknown", "F27_0503", "F27", "F270002", v => v + "9", (t, r) => t[r, "F270033"] == "1"),
        Cell("maturity before drawdown", "F270017_DATE_F270016", "F27", "F270017", _ => "1985-01-01"),
        Cell("drawn after the date", "F270016_DATE", "F27", "F270016", _ => "2026-01-05"),
        Cell("wrong collection date in F27", "F270069_DATE", "F27", "F270069", _ => "2018-06-30"),
        Cell("wrong collection date in H01", "H010029_DATE", "H01", "H010029", _ => "2018-06-30"),
        Cell("negative balance", "H010010_RANGE", "H01", "H010010", v => "-" + v, HasBalance),
        Cell("rate out of range", "H010021_RANGE", "H01", "H010021", _ => "485.000000"),
        Cell("amount of zero", "F27_0801", "F27", "F270009", _ => "0.00"),
        Cell("note id too long", "F270001_LEN", "F27", "F270001", v => v + new string('0', 60)),
        Cell("missing drawdown date", "F270016_REQ", "F27", "F270016", _ => string.Empty),
        Cell("missing rate", "H010021_REQ", "H01", "H010021", _ => string.Empty),
        Cell("firm without industry", "F27_0301", "F27", "F270022", _ => string.Empty, (t, r) =>
            t[r, "F270032"] == "01"),
        Cell("use without industry", "F27_0303", "F27", "F270023", _ => string.Empty, (t, r) =>
            t[r, "F270032"] == "01"),
        Row("settled with a balance", "H01_0901", "H01", "H010010", (t, r) => t[r, "H010019"] = "04", HasBalance),
        Row("overdue without the flag", "H01_0902", "H01", "H010025", (t, r) => t[r, "H010019"] = "05", IsNormal),
        Cell("flag without being overdue", "H01_0903", "H01", "H010025", _ => "1", IsNormal),
        Row("allowance above the balance", "H01_0906", "H01", "H010020", (t, r) => t[r, "H010020"] = "9"
            + t[r, "H010010"], IsNormal),
        Cell("renewal flag without the type", "F27_0902", "F27", "F270010", _ => "01", (t, r) =>
            t[r, "F270052"] == "1"),
        Cell("renewal type without the flag", "F27_0901", "F27", "F270052", _ => "0", (t, r) =>
            t[r, "F270010"] == "05"),
        Cell("merger loan to a person", "F27_0906", "F27", "F270029", _ => "1", (t, r) => t[r, "F270032"] == "02"),
        Row("inclusive class and sub-class apart", "F27_1005", "F27", "F270043", (t, r) => t[r, "F270043"] = "00",
            (t, r) => t[r, "F270044"] is "04" or "05"),
        Cell("no joined with another value", "F27_1013", "F27", "F270044", v => v + ";00", (t, r) =>
            t[r, "F270044"] is "04" or "05"),
        Cell("sub-class of another class", "F27_1002", "F27", "F270044", _ => "02", (t, r) => t[r, "F270043"] == "03"),
        Cell("industry differs from the customer's", "F27_0961", "F27", "F270022", v => v == "A0111" ? "A0112"
            : "A0111", (t, r) => t[r, "F270032"] == "01"),
        new("balance above the amount", "H01_0920", BalanceAboveAmount),
        new("penalty below the rate", "H01_0922", PenaltyBelowRate),
    ];

    private static bool IsBusiness(DirtyTable t, int row) => t[row, "F270032"] == "01" || t[row, "F270033"] == "1";

    private static bool HasBalance(DirtyTable t, int row) => t[row, "H010010"] is not ("0.00" or "")
        && t[row, "H010019"] == "01";

    private static bool IsNormal(DirtyTable t, int row) => t[row, "H010019"] == "01";

    private static PlantedAt? BalanceAboveAmount(DirtyFiling filing) => OnLoan(filing, (notes, note, loans, loan) =>
    {
        notes[note, "H010010"] = "9" + loans[loan, "F270009"];
        return "H010010";
    });

    private static PlantedAt? PenaltyBelowRate(DirtyFiling filing) => OnLoan(filing, (_, _, loans, loan) =>
    {
        loans[loan, "F270062"] = "0.010000";
        return "H010021";
    });

    // A normal note and its details, neither of them touched yet; the finding stands at the note.
    private static PlantedAt? OnLoan(DirtyFiling filing, Func<DirtyTable, int, DirtyTable, int, string> change)
    {
        if (filing.Table("H01") is not { } notes || filing.Table("F27") is not { } loans)
            return null;
        var loan = -1;
        var note = notes.Find(n => HasBalance(notes, n)
            && loans.Find(l => loans[l, "F270001"] == notes[n, "H010001"]) is { } found && (loan = found) >= 0);
        if (note is not { } at)
            return null;
        var field = change(notes, at, loans, loan);
        notes.Take(at);
        loans.Take(loan);
        return new PlantedAt("H01", DirtyTable.LineOf(at), field);
    }
}
