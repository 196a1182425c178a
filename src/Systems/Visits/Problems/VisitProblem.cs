using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits.Problems;

/// <summary>难题: what stands in the way of an entity and nobody could settle at the visit. Owned by
/// <see cref="ProblemDesk"/>.</summary>
public sealed class VisitProblem : IRevised
{
    private readonly List<ProblemStep> _steps = [];

    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid EntityId { get; init; }

    /// <summary>管理区 whose team answers for it.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>街道.</summary>
    public string StreetCode { get; init; } = string.Empty;

    /// <summary>A code of the list <c>kind</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>What it is, in words.</summary>
    public string Words { get; init; } = string.Empty;

    /// <summary>A state of the pack's process.</summary>
    public string State { get; private set; } = string.Empty;

    /// <summary>主办部门, a code of the list <c>department</c>; null while none has it.</summary>
    public string? Department { get; set; }

    /// <summary>The last day for that department, inclusive, in Shanghai; null while none has it.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>The first amber day; red is the day after <see cref="DueOn"/>.</summary>
    public DateOnly? AmberOn { get; set; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; init; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Its history, in no order; <see cref="ProblemStep.Sequence"/> has it.</summary>
    public IReadOnlyList<ProblemStep> Steps => _steps;

    /// <summary>Moves on.</summary>
    /// <exception cref="InvalidOperationException">The process has no such move.</exception>
    public void Move(ProcessStep step, CaseAct act)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(act);
        if (!step.CanFollow(State.Length == 0 ? null : State))
            throw new InvalidOperationException($"{step.Id} cannot be done in {State}.");
        _steps.Add(ProblemStep.After(_steps.MaxBy(s => s.Sequence), this, step, act));
        State = step.To;
    }
}

/// <summary>办理记录 of a problem. Only ever added.</summary>
public sealed class ProblemStep
{
    /// <summary>Whose.</summary>
    public Guid ProblemId { get; init; }

    /// <summary>1, 2, 3 … within the problem.</summary>
    public int Sequence { get; init; }

    /// <summary>A step of the pack's process.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>The state after.</summary>
    public string To { get; init; } = string.Empty;

    /// <summary>The account.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>In words; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The department that has it after this step; null for none.</summary>
    public string? Department { get; init; }

    /// <summary>回执: SHA-256 over the receipt before and every field above.</summary>
    public string ReceiptSha256 { get; init; } = string.Empty;

    internal static ProblemStep After(ProblemStep? last, VisitProblem of, ProcessStep step, CaseAct act)
    {
        var sequence = (last?.Sequence ?? 0) + 1;
        return new ProblemStep
        {
            ProblemId = of.Id,
            Sequence = sequence,
            Step = step.Id,
            To = step.To,
            Actor = act.Actor,
            At = act.At,
            Note = act.Note,
            Department = of.Department,
            ReceiptSha256 = CaseStep.Receipt(
                last?.ReceiptSha256, of.Id.ToString(), sequence.ToString(CultureInfo.InvariantCulture), step.Id,
                    step.To,
                act.Actor, Instants.ToMicroseconds(act.At).ToString(CultureInfo.InvariantCulture), act.Note,
                    of.Department),
        };
    }
}
