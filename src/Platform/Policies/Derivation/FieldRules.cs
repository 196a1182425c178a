using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Derivation;

/// <summary>The rules that follow from one field: presence, format, length, code list, check digit, range.</summary>
internal sealed class FieldRules(FieldDefinition definition, FieldDomains domains)
{
    /// <summary>How the standard writes a secret customer's value.</summary>
    private const string Secret = "*********";

    private const string MonthPattern = "[0-9]{4}-(0[1-9]|1[0-2])";
    private const string TimePattern = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";

    private readonly FieldFormat _format = FieldFormat.Parse(definition.Format) ?? new FieldFormat(CharacterClass.Any);

    private string Code => VtlName.Of(definition.Code);

    private string Raw => definition.Code;

    private string Zh => definition.Title.Zh;

    private string En => definition.Title.En;

    public IEnumerable<DerivedRule> All()
    {
        if (definition.IsRequired)
            yield return Presence();
        if (Format() is { } format)
            yield return format;
        if (Length() is { } length)
            yield return length;
        if (definition.CodeList is not null)
            yield return CodeList();
        foreach (var digit in Digits())
            yield return digit;
        if (Range() is { } range)
            yield return range;
    }

    private DerivedRule Presence() => new(
        $"{Raw}_REQ", "REQ", 3, Raw, null, $"not isnull({Code})", new($"{Zh}不能为空", $"{En} must not be empty"));

    private DerivedRule? Format()
    {
        var message = new LocalizedText($"{Zh}“{{{Raw}}}”不符合格式 {definition.Format}", $"{En} “{{{Raw}}}” is not of the format {definition.Format}");
        if (definition.Kind != ColumnKind.Text)
            return new DerivedRule($"{Raw}_FMT", "FMT", 1, Raw, null, null, message);
        if (definition.CodeList is not null)
            return null;
        var pattern = _format.Class switch
        {
            CharacterClass.Digits when definition.CheckDigit != CheckDigitKind.Lei => "[0-9]+",
            CharacterClass.Letters => "[A-Za-z]+",
            CharacterClass.Ascii => "[ -~]+",
            CharacterClass.Month => MonthPattern,
            CharacterClass.Time => TimePattern,
            _ => null,
        };
        return pattern is null
            ? null
            : new DerivedRule(
                $"{Raw}_FMT", "FMT", 1, Raw, _format.Class == CharacterClass.Ascii ? Filled : Told(), $"match_characters({Code}, \"{pattern}\")", message);
    }

    private DerivedRule? Length()
    {
        if (_format.Class is CharacterClass.Month or CharacterClass.Time || (definition.CodeList is not null && domains.HasOtherLengths(definition)))
            return null;
        if (definition.ExactLength is { } exact)
        {
            var digits = exact.ToString(CultureInfo.InvariantCulture);
            return LengthRule(
                definition.CodeList is null ? Told() : Filled, $"length({Code}) = {digits}", $"应为{digits}个字符", $"must have {digits} characters");
        }

        if (definition.MaxLength is not { } max)
            return null;
        var most = max.ToString(CultureInfo.InvariantCulture);
        return LengthRule(Filled, $"length({Code}) <= {most}", $"超过{most}个字符", $"is longer than {most} characters");
    }

    private DerivedRule LengthRule(string when, string then, string zh, string en) => new(
        $"{Raw}_LEN", "LEN", 1, Raw, when, then, new($"{Zh}“{{{Raw}}}”{zh}", $"{En} “{{{Raw}}}” {en}"));

    private DerivedRule CodeList() => new(
        $"{Raw}_CODE", "CODE", 2, Raw, Filled, domains.Test(definition),
        new($"{Zh}“{{{Raw}}}”不在代码表“{domains.TitleOf(definition).Zh}”中", $"{En} “{{{Raw}}}” is not in the code list “{domains.TitleOf(definition).En}”"));

    private IEnumerable<DerivedRule> Digits()
    {
        switch (definition.CheckDigit)
        {
            case CheckDigitKind.Usci:
                // an..18: nine characters are the older organisation code, the only other identifier that the field
                // holds.
                yield return Digit("USCI", Told(), $"usci_valid({Code}) or orgcode_valid({Code})", "校验位不对", "has a wrong check character");
                yield return Digit(
                    "ORG", Told($"length({Code}) = 18"), $"orgcode_valid(substr({Code}, 9, 9))", "中的组织机构代码（第9–17位）校验位不对", "holds an organisation code with a wrong check character");
                break;
            case CheckDigitKind.Organisation:
                yield return Digit("ORG", Told(), $"orgcode_valid({Code})", "校验位不对", "has a wrong check character");
                break;
            case CheckDigitKind.IdentityCard:
                yield return Digit("ID18", Told($"length({Code}) = 18"), $"idcard_valid({Code})", "的出生日期或校验位不对", "has a wrong date of birth or check character");
                break;
            case CheckDigitKind.Lei:
                yield return Digit("LEI", Told(), $"lei_valid({Code})", "校验位不对", "has wrong check digits");
                break;
            case CheckDigitKind.Registration:
                yield return Digit("REGNO", Told($"length({Code}) = 15"), $"regno_valid({Code})", "校验位不对", "has a wrong check digit");
                break;
        }
    }

    private DerivedRule Digit(string suffix, string when, string then, string zh, string en) => new(
        $"{Raw}_{suffix}", suffix, 6, Raw, when, then, new($"{Zh}“{{{Raw}}}”{zh}", $"{En} “{{{Raw}}}” {en}"));

    private DerivedRule? Range() => definition.Range switch
    {
        _ when definition.Kind is not (ColumnKind.Integer or ColumnKind.Decimal) => null,
        ValueRange.NonNegative => RangeRule($"{Code} >= 0", "为负", "is negative"),
        ValueRange.Positive => RangeRule($"{Code} > 0", "应大于零", "must be more than zero"),
        ValueRange.Probability => RangeRule($"{Code} >= 0 and {Code} <= 1", "不在 0 与 1 之间", "is not between 0 and 1"),
        ValueRange.Percent => RangeRule($"{Code} >= 0 and {Code} <= 100", "不在 0 与 100 之间", "is not between 0 and 100"),
        ValueRange.Rate => RangeRule(
            $"{Code} >= {ReturnConstants.RateFloor} and {Code} <= {ReturnConstants.RateCeiling}", "超出利率的合理范围", "is out of the range of rates"),
        _ => null,
    };

    private DerivedRule RangeRule(string then, string zh, string en) => new(
        $"{Raw}_RANGE", "RANGE", 8, Raw, Filled, then, new($"{Zh}{{{Raw}}}{zh}", $"{En} {{{Raw}}} {en}"));

    private string Filled => $"not isnull({Code})";

    // A secret customer's value (stars) is told to nobody, so that no rule of form looks at it.
    private string Told(string? more = null)
    {
        var told = Filled;
        if (definition.AllowsSecret)
            told += $" and {Code} <> \"{Secret}\"";
        return more is null ? told : $"{told} and {more}";
    }
}
