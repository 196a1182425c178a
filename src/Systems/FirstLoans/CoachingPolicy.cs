using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Processes;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.FirstLoans;

/// <summary>The process of coaching as <c>policies/inclusive/coaching</c> declares it. Thread safe.</summary>
public sealed class CoachingPolicy(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of the process.</summary>
    public const string PackId = "inclusive/coaching";

    /// <summary>Id of the list whose members are coached.</summary>
    public const string ListId = "firstloan";

    /// <summary>Whether these policies have the process.</summary>
    public bool IsThere => library.Pack(PackId)?.Process is not null;

    /// <summary>States, steps and lists of codes.</summary>
    public ProcessDefinition Process => Pack.Process
        ?? throw new KeyNotFoundException($"{PackId} has no process.yaml; it holds the states and steps");

    /// <summary>Today in Shanghai.</summary>
    public DateOnly Today() => ShanghaiTime.DayOf(time.GetUtcNow());

    /// <summary>The last day for the contact after a day.</summary>
    /// <param name="day">Of the assignment, or of the contact before.</param>
    /// <param name="isFirst">Whether there was no contact yet.</param>
    public DateOnly DueAfter(DateOnly day, bool isFirst) => day.AddDays(
        (int)Pack.Parameters.Integer(isFirst ? "first_contact_days" : "next_contact_days", day));

    /// <summary>The last day of a contact that is said to be due soon.</summary>
    public DateOnly Soon() => Today().AddDays((int)Pack.Parameters.Integer("soon_days", Today()));

    /// <summary>The largest first loan that a bank may tell, in whole 元.</summary>
    /// <param name="day">Of the drawdown.</param>
    public long MostYuan(DateOnly day) => (long)Pack.Parameters.Integer("loan_yuan_max", day);

    /// <summary>The title of a code of a list; the code itself when the list no longer has it.</summary>
    public LocalizedText Title(string list, string? code) =>
        Process.List(list).Find(code)?.Title ?? new LocalizedText(code ?? "—", code ?? "—");

    /// <summary>机构ID of the banks that coach on a day, sorted.</summary>
    public async Task<IReadOnlyList<string>> BanksAsync(
        OperationsContext context, DateOnly day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var kinds = Pack.Parameters.Text("bank_kinds", day)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var ids = await context.Set<Institution>()
            .Where(i => kinds.Contains(i.Kind) && i.ActiveFrom <= day && (i.ActiveTo == null || day <= i.ActiveTo))
            .Select(i => i.Id).ToListAsync(cancellationToken);
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private PolicyPack Pack => library.Pack(PackId)
        ?? throw new KeyNotFoundException($"there is no pack {PackId}; it holds the process of coaching");
}

/// <summary>The steps and states of <c>process.yaml</c> that the program knows.</summary>
public static class CoachingSteps
{
    /// <summary>分派.</summary>
    public const string Assign = "assign";

    /// <summary>辅导.</summary>
    public const string Contact = "contact";

    /// <summary>报首贷.</summary>
    public const string Borrow = "borrow";

    /// <summary>结束.</summary>
    public const string End = "end";
}
