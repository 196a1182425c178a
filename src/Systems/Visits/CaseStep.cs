using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits;

/// <summary>An act on a case.</summary>
/// <param name="Actor">The account.</param>
/// <param name="At">When.</param>
/// <param name="Note">In words; null for none.</param>
/// <param name="Reason">A code of a list of reasons; null for none.</param>
public sealed record CaseAct(string Actor, DateTimeOffset At, string? Note = null, string? Reason = null);

/// <summary>办理记录: one step of a case. Only ever added.</summary>
public sealed class CaseStep
{
    /// <summary>Whose.</summary>
    public Guid CaseId { get; init; }

    /// <summary>1, 2, 3 … within the case.</summary>
    public int Sequence { get; init; }

    /// <summary>A step of the pack's process.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>The state before; null for the first step.</summary>
    public string? From { get; init; }

    /// <summary>The state after.</summary>
    public string To { get; init; } = string.Empty;

    /// <summary>The account.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>In words; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>A code; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>The bank that has the case after this step; null for none.</summary>
    public string? BankId { get; init; }

    /// <summary>回执: SHA-256 over the receipt before and every field above, lower-case hex: whoever has the case can
    /// compute it again.</summary>
    public string ReceiptSha256 { get; init; } = string.Empty;

    internal static CaseStep After(CaseStep? last, FinancingCase of, ProcessStep step, CaseAct act)
    {
        var (sequence, from) = ((last?.Sequence ?? 0) + 1, last?.To);
        var receipt = Receipt(
            last?.ReceiptSha256, of.Id.ToString(), sequence.ToString(CultureInfo.InvariantCulture), step.Id, from,
                step.To,
            act.Actor, Instants.ToMicroseconds(act.At).ToString(CultureInfo.InvariantCulture), act.Note, act.Reason,
                of.BankId);
        return new CaseStep
        {
            CaseId = of.Id,
            Sequence = sequence,
            Step = step.Id,
            From = from,
            To = step.To,
            Actor = act.Actor,
            At = act.At,
            Note = act.Note,
            Reason = act.Reason,
            BankId = of.BankId,
            ReceiptSha256 = receipt,
        };
    }

    /// <summary>SHA-256 over parts, each after its length in UTF-8 (−1 for null), lower-case hex.</summary>
    public static string Receipt(params IEnumerable<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part is null ? -1 : Encoding.UTF8.GetByteCount(part)).Append(':').Append(part).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
