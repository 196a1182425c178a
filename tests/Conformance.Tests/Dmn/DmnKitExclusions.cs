namespace Huoshui.Conformance.Tests.Dmn;

/// <summary>Cases of the kit that do not pass, by "directory case", each with its reason.</summary>
internal static class DmnKitExclusions
{
    /// <summary>To be done.</summary>
    public static IReadOnlyDictionary<string, string> Debt { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Defects of the cases, or against the specification.</summary>
    public static IReadOnlyDictionary<string, string> Permanent { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
