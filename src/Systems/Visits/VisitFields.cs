using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Systems.Visits;

/// <summary>Where a refusal belongs on a form.</summary>
internal static class RefusedFields
{
    /// <summary>The refusal, with the name of the field that it is about, as <see cref="Diagnostic.Source"/>.</summary>
    public static Diagnostic? At(this Diagnostic? refusal, string field) =>
        refusal is null ? null : refusal with { Source = new SourceText(field, string.Empty) };
}

/// <summary>Checks of what people type, by the limits of the pack. Thread safe.</summary>
internal sealed class VisitFields(VisitPolicy policy)
{
    public const long FenPerYuan = 100;

    private const int LongestName = 100;
    private const int PhoneDigits = 11;

    /// <summary>A text that has to be there.</summary>
    public Diagnostic? Text(string? text, string zh, string en) =>
        string.IsNullOrWhiteSpace(text) ? VisitRefusals.Missing(zh, en) : Optional(text, zh, en);

    /// <summary>A text that may be left out. Lines may be broken; other control characters are refused.</summary>
    public Diagnostic? Optional(string? text, string zh, string en)
    {
        var most = policy.Whole("text_characters_max", policy.Today());
        return text is null
            || (text.Length <= most && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')))
            ? null : VisitRefusals.TooLong(zh, en, most);
    }

    /// <summary>A name: a text of one line.</summary>
    public static Diagnostic? Name(string? text, string zh, string en) =>
        string.IsNullOrWhiteSpace(text) ? VisitRefusals.Missing(zh, en)
        : text.Length > LongestName || text.Any(char.IsControl) ? VisitRefusals.TooLong(zh, en, LongestName) : null;

    /// <summary>A code of a list of the pack.</summary>
    public Diagnostic? Code(string list, string? code) =>
        policy.Process.List(list) is var all && all.Find(code) is null ? VisitRefusals.NotOfList(all, code) : null;

    /// <summary>A need.</summary>
    public IEnumerable<Diagnostic> Need(NeedRequest need)
    {
        var today = policy.Today();
        var (yuan, months) = ((long)policy.Number("need_yuan_max", today), policy.Whole("need_months_max", today));
        if (need.AmountYuan < 1 || need.AmountYuan > yuan)
            yield return VisitRefusals.OutOfRange("需求金额（元）", "The amount (yuan)", 1, yuan).At("amount")!;
        if (need.TermMonths < 1 || need.TermMonths > months)
            yield return VisitRefusals.OutOfRange("需求期限（月）", "The term (months)", 1, months).At("months")!;
        if (Code("use", need.Use) is { } use)
            yield return use.At("use")!;
        if (Code("urgency", need.Urgency) is { } urgency)
            yield return urgency.At("urgency")!;
    }

    /// <summary>Whom it is about, but for the street.</summary>
    public static IEnumerable<Diagnostic> Entity(EntityRequest entity)
    {
        var bytes = Encoding.UTF8.GetBytes(entity.Code ?? string.Empty);
        if (!(entity.IsIndividual ? CheckDigits.IsIdentityCard(bytes) : CheckDigits.IsUsci(bytes)))
            yield return VisitRefusals.WrongCode.At("code")!;
        if (Name(entity.Name, "名称", "The name") is { } name)
            yield return name.At("name")!;
    }

    /// <summary>A mobile phone.</summary>
    public static Diagnostic? Phone(string? phone) =>
        phone is { Length: PhoneDigits } && phone[0] == '1' && phone.All(char.IsAsciiDigit) ? null
            : VisitRefusals.Missing("手机号（11位）", "The phone number");
}
