namespace Huoshui.Systems.City.Roster;

/// <summary>统一社会信用代码 for the few institutions; customers get theirs set-wise (<see
/// cref="IdentifierMacros"/>).</summary>
internal static class UnifiedSocialCreditCode
{
    private const string Alphabet31 = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private const string Alphabet36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly int[] OrganisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The code of an organisation body of eight characters in a district.</summary>
    public static string For(string district, string body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
            sum += OrganisationWeights[i] * Alphabet36.IndexOf(body[i], StringComparison.Ordinal);
        var check = (11 - (sum % 11)) switch { 10 => 'X', 11 => '0', var digit => (char)('0' + digit) };
        return Close($"91{district}{body}{check}");
    }

    // GB 32100-2015: weights are the powers of 3 modulo 31.
    /// <summary>Seventeen characters and their check character.</summary>
    public static string Close(string seventeen)
    {
        var (sum, weight) = (0, 1);
        foreach (var character in seventeen)
        {
            sum += weight * Alphabet31.IndexOf(character, StringComparison.Ordinal);
            weight = weight * 3 % 31;
        }

        return seventeen + Alphabet31[(31 - (sum % 31)) % 31];
    }
}
