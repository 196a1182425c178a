namespace Huoshui.Diagnostics;

/// <summary>One text in the two languages that every message of the platform has.</summary>
/// <param name="Zh">Simplified Chinese; shown first.</param>
/// <param name="En">English.</param>
public sealed record LocalizedText(string Zh, string En)
{
    /// <summary>The text in one language.</summary>
    /// <param name="language">A BCP 47 tag; anything that does not start with "en" gives Chinese.</param>
    public string In(string language) =>
        language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? En : Zh;

    /// <inheritdoc />
    public override string ToString() => $"{Zh} / {En}";
}
