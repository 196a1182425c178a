namespace Huoshui.Systems.City.Roster;

/// <summary>An institution outside 一表通 that files small returns.</summary>
/// <param name="Number">From 1; the row of the roster.</param>
/// <param name="Kind">Property, life or pension.</param>
/// <param name="NameZh">Invented name.</param>
/// <param name="NameEn">The same in English.</param>
/// <param name="IsLocal">Incorporated in the city.</param>
internal sealed record Insurer(int Number, InsurerKind Kind, string NameZh, string NameEn, bool IsLocal)
{
    /// <summary>15 capitals and digits.</summary>
    public string Licence => CitySession.Invariant($"P{9000 + Number:0000}H24403{1:0000}");

    /// <summary>机构ID: first 11 characters of the licence and an internal number.</summary>
    public string Id => Licence[..11] + "0000";

    /// <summary>统一社会信用代码.</summary>
    public string Usci => UnifiedSocialCreditCode.For("440304", CitySession.Invariant($"HP{Number:000000}"));
}

/// <summary>What an insurer may write.</summary>
internal enum InsurerKind
{
    /// <summary>财产保险.</summary>
    Property,

    /// <summary>人身保险.</summary>
    Life,

    /// <summary>养老保险.</summary>
    Pension,
}
