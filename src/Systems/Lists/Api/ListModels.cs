using System.Text.Json;
using Huoshui.Casework;
using Huoshui.Policies;
using Huoshui.Registry;

namespace Huoshui.Systems.Lists.Api;

// What JSON leaves out is null whatever the type says; the desks refuse what is missing.

/// <summary>An edition to open.</summary>
internal sealed record OpenBody(DateOnly AsOf);

/// <summary>A text, with a code where one is asked for.</summary>
internal sealed record WordsBody(string? Reason, string? Words);

/// <summary>An objection.</summary>
internal sealed record ObjectionBody(Guid? MemberId, string? Key, string? Name, string? Kind, string? Words)
{
    public ObjectionRequest Request(string requestKey) => new(
        requestKey, Key ?? string.Empty, Name, Kind ?? string.Empty, Words ?? string.Empty)
    {
        MemberId = MemberId,
    };
}

/// <summary>A list.</summary>
internal sealed record ListModel(
    string Id, string Pack, string Zh, string En, string Period, bool IsPublicDuringPublicity, bool IsPublicWhenFinal)
{
    public static ListModel Of(PolicyPack pack) => new(
        pack.List!.Id, pack.Id, pack.List.Title.Zh, pack.List.Title.En, pack.List.Period.ToString().ToLowerInvariant(),
        pack.List.Public.DuringPublicity, pack.List.Public.Final);
}

/// <summary>An edition in a list.</summary>
internal sealed record EditionModel(
    Guid Id, string List, string Period, DateOnly AsOf, string State, Guid? PreviousId, DateTimeOffset? PublishedAt,
    DateOnly? PublicityTo, DateOnly? ObjectionsTo, DateOnly? FinalOn, DateOnly? SupersededOn)
{
    public static EditionModel Of(ListEdition e) => new(
        e.Id, e.ListId, e.Period, e.AsOf, e.State.ToString().ToLowerInvariant(), e.PreviousId, e.PublishedAt,
        e.PublicityTo, e.ObjectionsTo, e.FinalOn, e.SupersededOn);
}

/// <summary>An edition; its steps for those who work with the list.</summary>
internal sealed record EditionDetailModel(EditionModel Edition, IReadOnlyList<StepModel> Steps)
{
    public static EditionDetailModel Of(ListEdition e, bool works) => new(
        EditionModel.Of(e), !works ? [] : [.. e.Steps.OrderBy(s => s.Sequence).Select(s => new StepModel(
            s.Sequence, s.Step, s.From?.ToString().ToLowerInvariant(), s.To.ToString().ToLowerInvariant(), s.Actor,
            s.At, s.Note, s.ObjectionId, s.ContentSha256, s.ReceiptSha256))]);
}

/// <summary>A step with its receipt.</summary>
internal sealed record StepModel(
    long Sequence, string Step, string? From, string To, string Actor, DateTimeOffset At, string? Note,
    Guid? ObjectionId, string? Content, string Receipt);

/// <summary>A member as the viewer may see it.</summary>
internal sealed record MemberModel(
    Guid Id, string Key, string Name, string State, string? Change, IReadOnlyList<string> Reasons, string? MovedBy,
    DateOnly? Since, IReadOnlyDictionary<string, JsonElement> Facts)
{
    public static MemberModel Of(ListMember m, Viewer viewer, ListEdition edition, ListBook book, PolicyPack pack)
    {
        var seesAll = book.Works(viewer, edition.ListId) || ListBook.IsOwn(viewer, m);
        var facts = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(m.Facts)!
            .Where(f => seesAll || pack.List!.Public.Facts.Contains(f.Key, StringComparer.Ordinal));
        return new MemberModel(
            m.Id, book.KeyFor(viewer, edition, m), book.NameFor(viewer, edition, m),
            m.State.ToString().ToLowerInvariant(), ListExport.ChangeOf(m)?.ToString().ToLowerInvariant(),
            seesAll ? m.Reasons.Split(',', StringSplitOptions.RemoveEmptyEntries) : [], seesAll ? m.MovedBy : null,
            m.Since, facts.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal));
    }
}

/// <summary>An objection; a person's name masked.</summary>
internal sealed record ObjectionModel(
    Guid Id, Guid EditionId, Guid? MemberId, string Name, string Kind, string Words, DateTimeOffset At, DateOnly DueOn,
    DateTimeOffset? AnsweredAt, bool? IsUpheld, string? AnswerReason, string? AnswerWords)
{
    public static ObjectionModel Of(ListObjection o, Viewer viewer) => new(
        o.Id, o.EditionId, o.MemberId,
        o.IsPersonal && o.Account != viewer.AccountName
            ? Masking.Mask(FieldSensitivity.Personal, o.SubjectName) : o.SubjectName,
        o.Kind, o.Words, o.At, o.DueOn, o.AnsweredAt, o.IsUpheld, o.AnswerReason, o.AnswerWords);
}
