using Huoshui.Diagnostics;

namespace Huoshui.Policies.Processes;

/// <summary>流程: a state machine with its lists of codes, as a pack's <c>process.yaml</c> writes it. Every state can be
/// reached, every role is known. Immutable, thread safe.</summary>
public sealed class ProcessDefinition
{
    private readonly Dictionary<string, ProcessState> _states;
    private readonly Dictionary<string, ProcessStep> _steps;
    private readonly Dictionary<string, ProcessList> _lists;

    internal ProcessDefinition(
        IReadOnlyList<ProcessState> states, IReadOnlyList<ProcessStep> steps, IReadOnlyList<ProcessList> lists)
    {
        States = states;
        Steps = steps;
        Lists = lists;
        _states = states.ToDictionary(s => s.Id, StringComparer.Ordinal);
        _steps = steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        _lists = lists.ToDictionary(l => l.Id, StringComparer.Ordinal);
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ProcessState> States { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ProcessStep> Steps { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ProcessList> Lists { get; }

    /// <summary>A state.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public ProcessState State(string id) => Required(_states, id, "state");

    /// <summary>A step.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public ProcessStep Step(string id) => Required(_steps, id, "step");

    /// <summary>A list of codes.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public ProcessList List(string id) => Required(_lists, id, "list");

    private static T Required<T>(Dictionary<string, T> all, string id, string what) => all.TryGetValue(id, out var one)
        ? one : throw new KeyNotFoundException($"process.yaml has no {what} {id}; add it");
}

/// <summary>状态: where something stands.</summary>
/// <param name="Id">As the store keeps it.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsFinal">No step leads out of it.</param>
public sealed record ProcessState(string Id, LocalizedText Title, bool IsFinal);

/// <summary>步骤: an act that leads from one of some states to one state.</summary>
/// <param name="Id">As the store keeps it.</param>
/// <param name="Title">Its name.</param>
/// <param name="From">The states in which it can be done; empty for a step that begins.</param>
/// <param name="To">Where it leads.</param>
/// <param name="By">Roles of <see cref="Registry.Roles"/> that may do it; at least one.</param>
public sealed record ProcessStep(
    string Id, LocalizedText Title, IReadOnlyList<string> From, string To, IReadOnlyList<string> By)
{
    /// <summary>Whether it can be done in a state; null for what does not exist yet.</summary>
    public bool CanFollow(string? state) =>
        state is null ? From.Count == 0 : From.Contains(state, StringComparer.Ordinal);
}

/// <summary>代码表 of a process.</summary>
/// <param name="Id">As the program calls it.</param>
/// <param name="Title">Its name.</param>
/// <param name="Codes">In the order of the file.</param>
/// <param name="Source">Document and article; null if illustrative.</param>
public sealed record ProcessList(string Id, LocalizedText Title, IReadOnlyList<ProcessCode> Codes, string? Source)
{
    /// <summary>A code, or null.</summary>
    public ProcessCode? Find(string? code) => Codes.FirstOrDefault(c => c.Id == code);
}

/// <summary>A code with what the process knows about it.</summary>
/// <param name="Id">As the store keeps it.</param>
/// <param name="Title">Its name.</param>
/// <param name="Fields">Each field of the list's <c>fields</c>, as it is written.</param>
public sealed record ProcessCode(string Id, LocalizedText Title, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>A field that is <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="KeyNotFoundException">The list has no such field.</exception>
    public bool Is(string field) => Fields[field] == "true";
}
