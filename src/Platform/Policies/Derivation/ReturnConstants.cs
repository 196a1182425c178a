namespace Huoshui.Policies.Derivation;

/// <summary>Names that derived rules use beside the fields.</summary>
internal static class ReturnConstants
{
    /// <summary>Constant: the 数据日期 of the filing.</summary>
    public const string DataDate = "data_date";

    /// <summary>Parameter of the return's pack: lowest yearly rate, percent points.</summary>
    public const string RateFloor = "rate_floor";

    /// <summary>Parameter of the return's pack: highest yearly rate, percent points.</summary>
    public const string RateCeiling = "rate_ceiling";

    /// <summary>Suffix of the datasets of the previous accepted period.</summary>
    public const string PreviousSuffix = "_prev";
}
