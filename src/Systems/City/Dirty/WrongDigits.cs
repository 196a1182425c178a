namespace Huoshui.Systems.City.Dirty;

/// <summary>Identifiers with a check character that is off by one.</summary>
internal static class WrongDigits
{
    private const string Alphabet31 = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Another last character out of the alphabet of 统一社会信用代码.</summary>
    public static string Usci(string code) => code[..^1]
        + Alphabet31[(Alphabet31.IndexOf(code[^1], StringComparison.Ordinal) + 1) % Alphabet31.Length];

    /// <summary>A 统一社会信用代码 that is right as a whole while the organisation code inside is not.</summary>
    public static string Organisation(string code)
    {
        var check = code[16];
        var wrong = code[..16] + (check == '1' ? '2' : '1');
        return Roster.UnifiedSocialCreditCode.Close(wrong);
    }

    /// <summary>Another check character of an identity number.</summary>
    public static string IdentityCard(string number) => number[..^1] + (number[^1] == '3' ? '5' : '3');

    /// <summary>Other check digits of a LEI.</summary>
    public static string Lei(string code) => code[..^1] + (code[^1] == '7' ? '8' : '7');
}
