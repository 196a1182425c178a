using static Huoshui.Systems.City.Dirty.ErrorKind;

namespace Huoshui.Systems.City.Dirty;

/// <summary>Errors in customers, credit lines, rates of exchange, contracts, pledges, outlets and ledgers.</summary>
internal static class PartyErrors
{
    /// <summary>On tables that every date has.</summary>
    public static IReadOnlyList<ErrorKind> Kinds { get; } =
    [
        Cell("social credit code", "B010004_USCI", "B01", "B010004", WrongDigits.Usci),
        Cell("organisation code inside", "B010004_ORG", "B01", "B010004", WrongDigits.Organisation),
        Cell("LEI", "B010008_LEI", "B01", "B010008", WrongDigits.Lei, (t, r) => t[r, "B010008"].Length > 0),
        Cell("identity card of the representative", "B01_0601", "B01", "B010034", WrongDigits.IdentityCard),
        Cell("identity card of the owner", "B04_0601", "B04", "B040005", WrongDigits.IdentityCard),
        Cell("district outside the list", "B010030_CODE", "B01", "B010030", _ => "440399"),
        Cell("missing name", "B010003_REQ", "B01", "B010003", _ => string.Empty),
        Cell("tech type that is not 0 and 1", "B01_0201", "B01", "B010061", _ => "200000"),
        Cell("founded after the date", "B010023_DATE", "B01", "B010023", _ => "2031-05-01"),
        Row("capital without a currency", "B01_0907", "B01", "B010020", (t, r) => t[r, "B010020"] = string.Empty),
        Row("customer twice", "B01_KEY", "B01", "B010001", (t, r) => t.Repeat(r)),
        Cell("zero limit", "H13_0904", "H13", "H130008", _ => "88000000000.00", (t, r) => t[r, "H130005"] == "01"),
        Row("total credit of zero", "H13_0903", "H13", "H130029", (t, r) => t[r, "H130025"] = "0.00", (t, r) =>
            t[r, "H130005"] == "05"),
        Cell("owner without business credit", "H13_0302", "H13", "H130029", _ => string.Empty, (t, r) =>
            t[r, "H130005"] == "05"),
        Cell("firm without total credit", "H13_0301", "H13", "H130025", _ => string.Empty, (t, r) =>
            t[r, "H130005"] == "01"),
        Row("net line above the line", "H13_0901", "H13", "H130024", (t, r) => t[r, "H130024"] = "9" + t[r, "H130008"]),
        new("totals of a customer differ", "H13_0907", TotalsDiffer),
        Cell("rate of exchange of zero", "K02_0801", "K02", "K020005", _ => "0.000000"),
        Cell("rate id of another length", "K020002_LEN", "K02", "K020002", v => v[..^1]),
        Row("two rates for a currency", "K02_0401", "K02", "K020003", (t, r) =>
            t[t.Repeat(r), "K020002"] = "HL999999999990"),
        new("credit above the inclusive limit", "F27_0973", AboveLimit),
    ];

    /// <summary>On tables of the full filing.</summary>
    public static IReadOnlyList<ErrorKind> Full { get; } =
    [
        Cell("agreement unknown", "F27_0505", "F27", "F270003", v => v + "7"),
        Cell("outlet unknown", "F27_0506", "F27", "F270004", v => v[..^4] + "9876"),
        Cell("subject unknown", "F27_0507", "F27", "F270007", _ => "1399"),
        Cell("security differs from the agreement's", "F27_0980", "F27", "F270021", _ => "08", (t, r) =>
            t[r, "F270021"] == "04"),
        Cell("credit line unknown", "F02_0501", "F02", "F020064", v => v + "5", (t, r) => t[r, "F020064"].Length > 0),
        Cell("agreement of zero", "F02_0801", "F02", "F020008", _ => "0.00"),
        Cell("guarantee of an unknown agreement", "F08_0501", "F08", "F080003", v => v + "3"),
        Cell("collateral of an unknown guarantee", "J03_0501", "J03", "J030002", v => v + "2"),
        Cell("collateral worth nothing", "J03_0801", "J03", "J030010", _ => "0.00"),
        Cell("IP that is mortgaged", "J03_0902", "J03", "J030005", _ => "39", (t, r) =>
            t[r, "J030005"] is "26" or "27"),
        Cell("identity card of a person", "B050005_ID18", "B05", "B050005", WrongDigits.IdentityCard),
        Cell("sex against the identity card", "B05_0902", "B05", "B050010", v => v == "01" ? "02" : "01"),
        Cell("birth against the identity card", "B05_0901", "B05", "B050012", _ => "1944-02-03"),
        Cell("recognised but not marked", "A01_0901", "A01", "A010011", _ => "0", (t, r) => t[r, "A010010"] == "1"),
        Cell("ledger that does not add up", "D01_0901", "D01", "D010007", v => "1" + v),
        Cell("first-level subject with a superior", "D02_0902", "D02", "D020008", _ => "13"),
        new("balances against the ledger", "H01_1101", LedgerDiffers),
    ];

    private static PlantedAt? TotalsDiffer(DirtyFiling filing)
    {
        if (filing.Table("H13") is not { } lines || lines.Find(r =>
            lines.CountOf("H130002", lines[r, "H130002"]) == 2) is not { } found)
        {
            return null;
        }

        lines[found, "H130025"] = "9" + lines[found, "H130025"];
        lines.Take(found);
        return new PlantedAt("H13", DirtyTable.LineOf(found), "H130025");
    }

    // The limit stands in H13, the finding at the flag of the loan.
    private static PlantedAt? AboveLimit(DirtyFiling filing)
    {
        if (filing.Table("F27") is not { } loans || filing.Table("H13") is not { } lines)
            return null;
        var line = -1;
        var loan = loans.Find(r => loans[r, "F270043"] == "01" && lines.CountOf("H130002", loans[r, "F270002"]) == 1
            && lines.Find(l => lines[l, "H130002"] == loans[r, "F270002"]) is { } found && (line = found) >= 0);
        if (loan is not { } at)
            return null;
        (lines[line, "H130008"], lines[line, "H130024"], lines[line, "H130025"]) = ("26000000.00", "26000000.00",
            "26000000.00");
        lines.Take(line);
        loans.Take(at);
        return new PlantedAt("F27", DirtyTable.LineOf(at), "F270043");
    }

    // The ledger of a subject and currency is raised; the finding stands at the first note of them.
    private static PlantedAt? LedgerDiffers(DirtyFiling filing)
    {
        if (filing.Table("D01") is not { } ledger || filing.Table("H01") is not { } notes
            || filing.Table("F27") is not { } loans)
        {
            return null;
        }

        foreach (var row in Enumerable.Range(0, ledger.Count))
        {
            var first = Enumerable.Range(0, notes.Count).Where(n =>
                loans.RowOf("F270001", notes[n, "H010001"]) is { } loan
                && loans[loan, "F270007"] == ledger[row, "D010002"] && loans[loan, "F270006"] == ledger[row,
                    "D010009"]).Take(1).ToList();
            if (first.Count == 0 || ledger.Find(r => r == row) is null || ledger[row, "D010007"].Length < 6)
                continue;
            (ledger[row, "D010003"], ledger[row, "D010007"]) = ("7" + ledger[row, "D010003"], "7"
                + ledger[row, "D010007"]);
            ledger.Take(row);
            return new PlantedAt("H01", DirtyTable.LineOf(first[0]), "H010010");
        }

        return null;
    }
}
