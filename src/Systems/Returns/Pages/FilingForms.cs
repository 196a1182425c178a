using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Registry;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Returns.Pages;

/// <summary>
/// Takes what the forms of a filing's page send: the button's value says which step (<c>act</c> or <c>act:object</c>),
/// the other inputs its words. Every step goes through the desks, which check rights and state.
/// </summary>
internal sealed class FilingForms(FilingDesk desk, ExplanationDesk explanations, RequestDesk requests, UploadDesk uploads)
{
    /// <summary>Does the step.</summary>
    /// <returns>Why not; empty when it was done.</returns>
    public async Task<IReadOnlyList<Diagnostic>> ActAsync(Viewer viewer, Guid id, IFormCollection form, CancellationToken token)
    {
        var parts = form["act"].ToString().Split(':', 2);
        var target = parts.Length > 1 ? parts[1] : string.Empty;
        var box = BoxOf(parts[0]);
        var note = form[box + "note"].ToString();
        var deadline = OptionalDay(form[box + "deadline"]);
        var answer = parts[0] switch
        {
            "submit" => await desk.SubmitAsync(viewer, id, token),
            "review" => await desk.ReviewAsync(viewer, id, target == "pass", note, token),
            "sign" => await desk.SignAsync(viewer, id, target == "pass", note, token),
            "accept" => await desk.AcceptAsync(viewer, id, token),
            "return" => await desk.ReturnAsync(viewer, id, note, deadline ?? DateOnly.MinValue, token),
            "withdraw" => await desk.WithdrawAsync(viewer, id, note, token),
            "remind" => await desk.RemindAsync(viewer, id, note, deadline ?? DateOnly.MinValue, token),
            "zero" => await desk.DeclareAsync(viewer, id, target, isZero: true, token),
            "clear" => await desk.DeclareAsync(viewer, id, target, isZero: false, token),
            "explain" => await ExplainAsync(viewer, id, form, token),
            "accept-explanation" or "reject-explanation" => await JudgeAsync(viewer, id, parts[0], target, note, token),
            "approve" or "refuse" => await requests.DecideAsync(
                viewer, Id(target), new Decision(parts[0] == "approve", note, deadline), token),
            "cancel" => await requests.CancelAsync(viewer, Id(target), token),
            _ => null,
        };
        if (answer is not null)
            return answer.Refusals;
        return parts[0] switch
        {
            "ask" => (await AskAsync(viewer, id, form, token)).Refusals,
            "upload" => await UploadAsync(viewer, id, form, token),
            _ => [],
        };
    }

    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    // A page holds several boxes for words; each group of steps has its own.
    private static string BoxOf(string act) => act switch
    {
        "accept-explanation" or "reject-explanation" => "judge-",
        "approve" or "refuse" => "decision-",
        "ask" => "ask-",
        _ => string.Empty,
    };

    private static DateOnly? OptionalDay(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // Inputs come in rows: table[], rule[], key[], value[], text[]; an empty text of a row that never had one is left
    // alone.
    private async Task<Answer<Filing>> ExplainAsync(Viewer viewer, Guid id, IFormCollection form, CancellationToken token)
    {
        var rows = new List<NewExplanation>();
        for (var i = 0; i < form["text"].Count; i++)
        {
            var text = (form["text"][i] ?? string.Empty).Trim();
            if (text != (form["before"][i] ?? string.Empty).Trim())
                rows.Add(new NewExplanation(form["table"][i]!, form["rule"][i]!, form["key"][i] ?? string.Empty, text, form["value"][i]));
        }

        return rows.Count == 0 ? new Answer<Filing>(null, []) : await explanations.ExplainAsync(viewer, id, rows, token);
    }

    // rule, or rule and key after a line break: a key may hold any other character.
    private Task<Answer<Filing>> JudgeAsync(
        Viewer viewer, Guid id, string act, string target, string note, CancellationToken token)
    {
        var parts = target.Split('\n', 2);
        return explanations.JudgeAsync(
            viewer, id, parts[0].Trim(), parts.Length > 1 ? parts[1] : null,
            new Judgement(act == "accept-explanation", note), token);
    }

    private Task<Answer<FilingRequest>> AskAsync(Viewer viewer, Guid id, IFormCollection form, CancellationToken token)
    {
        _ = Enum.TryParse<FilingRequestKind>(form["kind"], out var kind);
        string[] scope = kind switch
        {
            FilingRequestKind.Refile => [.. form["scope"].OfType<string>()],
            FilingRequestKind.Dispute => [form["disputed"].ToString().Trim()],
            _ => [],
        };
        return requests.AskAsync(viewer, id, new NewRequest(kind, form["ask-note"].ToString(), scope, OptionalDay(form["ask-deadline"])), token);
    }

    private async Task<IReadOnlyList<Diagnostic>> UploadAsync(Viewer viewer, Guid id, IFormCollection form, CancellationToken token)
    {
        foreach (var file in form.Files)
        {
            await using var content = file.OpenReadStream();
            var answer = await uploads.TakeAsync(viewer, id, file.FileName, content, file.Length, token);
            if (!answer.Succeeded)
                return answer.Refusals;
        }

        return [];
    }
}
