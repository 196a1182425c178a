namespace Huoshui.Policies;

/// <summary>
/// Check digits of public identifiers over UTF-8 bytes, without allocation, safe on any input. Thread safe.
/// Sources: GB 32100-2015, GB 11714-1997, GB 11643-1999, ISO 7064 (MOD 11,10 and MOD 97-10), ISO 17442.
/// </summary>
public static class CheckDigits
{
    /// <summary>Longest text that any of the rules accepts.</summary>
    public const int MaxLength = 20;

    private const int UsciLength = 18;
    private const int OrganisationLength = 9;
    private const int RegistrationLength = 15;
    private const int LeiLength = 20;
    private const int NotInAlphabet = -1;

    private static readonly int[] UsciWeights = PowersModulo(3, 17, 31);
    private static readonly int[] OrganisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly int[] IdentityWeights = IdentityCardWeights();

    private static ReadOnlySpan<byte> UsciAlphabet => "0123456789ABCDEFGHJKLMNPQRTUWXY"u8;

    private static ReadOnlySpan<byte> IdentityAlphabet => "10X98765432"u8;

    /// <summary>统一社会信用代码 (GB 32100-2015): 18 characters, both check characters (the organisation code's too)
    /// right.</summary>
    public static bool IsUsci(ReadOnlySpan<byte> value)
    {
        if (value.Length != UsciLength)
            return false;
        var sum = 0;
        for (var i = 0; i < UsciWeights.Length; i++)
        {
            var digit = UsciDigit(value[i]);
            if (digit == NotInAlphabet)
                return false;
            sum += digit * UsciWeights[i];
        }

        return UsciDigit(value[^1]) == (31 - (sum % 31)) % 31 && IsOrganisationCode(value[8..17]);
    }

    /// <summary>组织机构代码 (GB 11714-1997): eight digits or capitals and a check character; a hyphen before it is
    /// allowed.</summary>
    public static bool IsOrganisationCode(ReadOnlySpan<byte> value)
    {
        if (value.Length == OrganisationLength + 1 && value[8] == '-')
            return IsOrganisationBody(value[..8], value[9]);
        return value.Length == OrganisationLength && IsOrganisationBody(value[..8], value[8]);
    }

    /// <summary>公民身份号码 (GB 11643-1999): 17 digits with a real date of birth and a check character (capital
    /// X).</summary>
    public static bool IsIdentityCard(ReadOnlySpan<byte> value)
    {
        if (value.Length != UsciLength)
            return false;
        var sum = 0;
        for (var i = 0; i < IdentityWeights.Length; i++)
        {
            if (!IsDigit(value[i]))
                return false;
            sum += (value[i] - '0') * IdentityWeights[i];
        }

        return value[^1] == IdentityAlphabet[sum % 11] && IsBirthDate(value[6..14]);
    }

    /// <summary>LEI (ISO 17442): 20 digits or capitals whose number, letters as 10 to 35, is 1 modulo 97; ends in two
    /// digits.</summary>
    public static bool IsLei(ReadOnlySpan<byte> value)
    {
        if (value.Length != LeiLength || !IsDigit(value[^1]) || !IsDigit(value[^2]))
            return false;
        var rest = 0;
        foreach (var letter in value)
        {
            var digit = Base36(letter);
            if (digit == NotInAlphabet)
                return false;
            rest = ((rest * (digit < 10 ? 10 : 100)) + digit) % 97;
        }

        return rest == 1;
    }

    /// <summary>工商注册号 of 15 digits (GS 15-2006): ISO 7064 MOD 11,10.</summary>
    public static bool IsRegistrationNumber(ReadOnlySpan<byte> value)
    {
        if (value.Length != RegistrationLength)
            return false;
        var product = 10;
        for (var i = 0; i < RegistrationLength - 1; i++)
        {
            if (!IsDigit(value[i]))
                return false;
            var sum = (product + value[i] - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return IsDigit(value[^1]) && (product + value[^1] - '0') % 10 == 1;
    }

    /// <summary>The rule of a kind over a text of UTF-16; a text longer than <see cref="MaxLength"/> or not ASCII
    /// fails.</summary>
    public static bool IsValid(CheckDigitKind kind, ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (text.Length > MaxLength)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 127)
                return false;
            bytes[i] = (byte)text[i];
        }

        return IsValid(kind, bytes[..text.Length]);
    }

    /// <summary>The rule of a kind over UTF-8 bytes.</summary>
    public static bool IsValid(CheckDigitKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        CheckDigitKind.Usci => IsUsci(value),
        CheckDigitKind.Organisation => IsOrganisationCode(value),
        CheckDigitKind.IdentityCard => IsIdentityCard(value),
        CheckDigitKind.Lei => IsLei(value),
        CheckDigitKind.Registration => IsRegistrationNumber(value),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such check digit"),
    };

    /// <summary>The name under which a script and the engine know the rule: <c>usci_valid</c> …; text in, boolean
    /// out.</summary>
    public static string FunctionName(CheckDigitKind kind) => kind switch
    {
        CheckDigitKind.Usci => "usci_valid",
        CheckDigitKind.Organisation => "orgcode_valid",
        CheckDigitKind.IdentityCard => "idcard_valid",
        CheckDigitKind.Lei => "lei_valid",
        CheckDigitKind.Registration => "regno_valid",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such check digit"),
    };

    private static bool IsOrganisationBody(ReadOnlySpan<byte> body, byte check)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var digit = Base36(body[i]);
            if (digit == NotInAlphabet)
                return false;
            sum += digit * OrganisationWeights[i];
        }

        return check == ((11 - (sum % 11)) switch { 10 => (byte)'X', 11 => (byte)'0', var rest => (byte)('0' + rest) });
    }

    private static bool IsBirthDate(ReadOnlySpan<byte> digits)
    {
        var year = Number(digits[..4]);
        var month = Number(digits[4..6]);
        var day = Number(digits[6..8]);
        return year is >= 1800 and <= 2999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = (number * 10) + (digit - '0');
        return number;
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static int UsciDigit(byte letter) => UsciAlphabet.IndexOf(letter);

    private static int Base36(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'A' and <= (byte)'Z' => letter - 'A' + 10,
        _ => NotInAlphabet,
    };

    private static int[] PowersModulo(int power, int count, int modulus)
    {
        var powers = new int[count];
        for (int i = 0, p = 1; i < count; i++, p = p * power % modulus)
            powers[i] = p;
        return powers;
    }

    // GB 11643: the weight of position i, counted from the right with the check character as 1, is 2^(i-1) mod 11.
    private static int[] IdentityCardWeights()
    {
        var weights = PowersModulo(2, 18, 11)[1..];
        Array.Reverse(weights);
        return weights;
    }
}
