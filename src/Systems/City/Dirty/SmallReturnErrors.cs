using static Huoshui.Systems.City.Dirty.ErrorKind;

namespace Huoshui.Systems.City.Dirty;

/// <summary>Errors in the small returns, by return.</summary>
internal static class SmallReturnErrors
{
    public static IReadOnlyDictionary<string, IReadOnlyList<ErrorKind>> Kinds { get; } = new Dictionary<string,
        IReadOnlyList<ErrorKind>>(StringComparer.Ordinal)
    {
        ["insurance"] =
        [
            Cell("own cover above the sum insured", "TI_0901", "TI", "TI08", v => "9" + v),
            Cell("code of the policyholder", "TI03_USCI", "TI", "TI03", WrongDigits.Usci),
            Cell("line not in the list", "TI02_CODE", "TI", "TI02", _ => "77"),
            Cell("vehicle identifier of another length", "CM04_LEN", "CM", "CM04", v => v[..^2]),
            Cell("end before inception", "CM06_DATE_CM05", "CM", "CM06", _ => "2012-01-01"),
            Cell("policy without inception", "CP05_REQ", "CP", "CP05", _ => string.Empty),
        ],
        ["pension"] =
        [
            Cell("identity card of the saver", "PA02_ID18", "PA", "PA02", WrongDigits.IdentityCard),
            Cell("closed without a day", "PA_0301", "PA", "PA04", _ => string.Empty, (t, r) => t[r, "PA05"] == "2"),
            Cell("contribution above the yearly limit", "PC_0801", "PC", "PC04", _ => "12000.01"),
            Row("card twice", "SC_KEY", "SC", "SC01", (t, r) => t.Repeat(r)),
            Cell("sale of nothing", "CS_0801", "CS", "CS05", _ => "0.00"),
        ],
        ["itspending"] = [Cell("year of another filing", "IT_0901", "IT", "IT02", _ => "2017")],
        ["wealthconnect"] = [Cell("remittances of nothing", "WR_0901", "WR", "WR06", _ => "0.00")],
        ["onlineloans"] =
        [
            Cell("refused without a reason", "OL_0804", "OL", "OL11", _ => string.Empty, (t, r) => t[r, "OL07"] == "0"),
            Cell("granted nothing", "OL_0801", "OL", "OL08", _ => "0.00", (t, r) => t[r, "OL07"] == "1"),
        ],
        ["coordination"] =
        [
            Cell("entity without a day", "VE03_REQ", "VE", "VE03", _ => string.Empty),
            Cell("amount of what was not filed", "RF_0802", "RF", "RF12", _ => "1.00", (t, r) => t[r, "RF09"] == "6"),
            Cell("recommended after the drawdown", "RF_0804", "RF", "RF05", _ => "2025-06-29", (t, r) =>
                t[r, "RF09"] == "1"),
        ],
        ["eldercare"] = [Cell("grant of nothing", "EL_0801", "EL", "EL06", _ => "0.00")],
    };
}
