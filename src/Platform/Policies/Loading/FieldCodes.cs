namespace Huoshui.Policies.Loading;

/// <summary>How the column "codes" of fields.csv is read.</summary>
internal static class FieldCodes
{
    /// <summary>No list but a rule: province by GB/T 2260, and within Shenzhen one of its districts.</summary>
    public const string RegionList = "CL_REGION";

    /// <summary>True when several codes may be joined by ;.</summary>
    public static bool IsMultiple(string codes) => codes.EndsWith('*');

    /// <summary>The list's id.</summary>
    public static string ListOf(string codes) => codes.TrimEnd('*');
}
