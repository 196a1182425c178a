namespace Huoshui.Systems.City.Roster;

/// <summary>An institution that files 一表通 in the generated city.</summary>
/// <param name="Number">From 1; the row of the roster.</param>
/// <param name="Type">Code of the list 机构类型.</param>
/// <param name="NameZh">Invented name.</param>
/// <param name="NameEn">The same in English.</param>
/// <param name="IsLocal">Incorporated in the city.</param>
/// <param name="HongKongFunded">Has Hong Kong capital.</param>
/// <param name="Inclusive">Weight among inclusive lenders.</param>
/// <param name="Corporate">Weight among lenders to larger enterprises.</param>
/// <param name="Retail">Weight among lenders to households.</param>
/// <param name="Branches">Outlets in the city, the head office or city branch not counted.</param>
/// <param name="ActiveFrom">First day.</param>
internal sealed record Bank(
    int Number,
    string Type,
    string NameZh,
    string NameEn,
    bool IsLocal,
    bool HongKongFunded,
    int Inclusive,
    int Corporate,
    int Retail,
    int Branches,
    DateOnly ActiveFrom)
{
    /// <summary>15 capitals and digits.</summary>
    public string Licence => CitySession.Invariant($"B{9000 + Number:0000}{Letter}24403{1:0000}");

    /// <summary>机构ID: first 11 characters of the licence and an internal number.</summary>
    public string Id => OutletId(0);

    /// <summary>统一社会信用代码.</summary>
    public string Usci => UnifiedSocialCreditCode.For(District, CitySession.Invariant($"HB{Number:000000}"));

    /// <summary>District of the head office or city branch.</summary>
    public string District => Number % 3 == 0 ? "440305" : "440304";

    private string Letter => Type switch
    {
        "08" or "07" => "S",
        "10" or "11" => "F",
        "12" or "14" or "17" => "L",
        _ =>
        "H"
    };

    /// <summary>机构ID of an outlet; 0 is the head office or city branch.</summary>
    public string OutletId(int outlet) => CitySession.Invariant($"{Licence[..11]}{outlet:0000}");
}
