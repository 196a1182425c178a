using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;

namespace Huoshui.Casework;

/// <summary>办理记录: one step of an edition. Only ever added.</summary>
public sealed class ListStep
{
    /// <summary>Whose.</summary>
    public Guid EditionId { get; init; }

    /// <summary>1, 2, 3 … within the edition, without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>One of <see cref="ListSteps"/>.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>The state before; null for the first step.</summary>
    public ListState? From { get; init; }

    /// <summary>The state after.</summary>
    public ListState To { get; init; }

    /// <summary>The account.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>A code or words; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The objection that it is about; null for none.</summary>
    public Guid? ObjectionId { get; init; }

    /// <summary>SHA-256 of what the step made or decided (members, an objection, an answer), lower-case hex; null for a
    /// step without any.</summary>
    public string? ContentSha256 { get; init; }

    /// <summary>回执: SHA-256 over the receipt before and every field above, lower-case hex.</summary>
    public string ReceiptSha256 { get; init; } = string.Empty;

    internal static ListStep After(ListStep? last, ListEdition of, long sequence, ListMove move, ListMade made) =>
        Sealed(last?.ReceiptSha256, new ListStep
        {
            EditionId = of.Id,
            Sequence = sequence,
            Step = move.Step,
            From = last?.To,
            To = move.To ?? last?.To ?? ListState.Draft,
            Actor = move.Viewer.AccountName,
            At = made.At,
            Note = move.Note,
            ObjectionId = made.ObjectionId,
            ContentSha256 = made.ContentSha256,
        });

    /// <summary>Whether each receipt follows from the one before and the fields beside it.</summary>
    public static bool Verify(IEnumerable<ListStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var (before, sequence) = ((string?)null, 0L);
        foreach (var step in steps.OrderBy(s => s.Sequence))
        {
            if (step.Sequence != ++sequence || step.ReceiptSha256 != step.ReceiptAfter(before))
                return false;
            before = step.ReceiptSha256;
        }

        return sequence > 0;
    }

    /// <summary>SHA-256 over parts, each after its length in UTF-8 (−1 for null), lower-case hex.</summary>
    internal static string Digest(params IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var length = part is null ? -1 : Encoding.UTF8.GetByteCount(part);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length}:{part}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ListStep Sealed(string? before, ListStep step) => new()
    {
        EditionId = step.EditionId,
        Sequence = step.Sequence,
        Step = step.Step,
        From = step.From,
        To = step.To,
        Actor = step.Actor,
        At = step.At,
        Note = step.Note,
        ObjectionId = step.ObjectionId,
        ContentSha256 = step.ContentSha256,
        ReceiptSha256 = step.ReceiptAfter(before),
    };

    private string ReceiptAfter(string? before) => Digest(
        before, EditionId.ToString(), Sequence.ToString(CultureInfo.InvariantCulture), Step, From?.ToString(),
        To.ToString(), Actor, Instants.ToMicroseconds(At).ToString(CultureInfo.InvariantCulture), Note,
        ObjectionId?.ToString(), ContentSha256);
}

/// <summary>The steps of an edition.</summary>
public static class ListSteps
{
    /// <summary>立项.</summary>
    public const string Open = "open";

    /// <summary>拟定.</summary>
    public const string Build = "build";

    /// <summary>公示.</summary>
    public const string Publish = "publish";

    /// <summary>提出异议.</summary>
    public const string Object = "object";

    /// <summary>答复异议.</summary>
    public const string Answer = "answer";

    /// <summary>公示办结.</summary>
    public const string Close = "close";

    /// <summary>定稿.</summary>
    public const string Finalise = "finalise";

    /// <summary>被取代.</summary>
    public const string Supersede = "supersede";

    /// <summary>作废.</summary>
    public const string Discard = "discard";
}
