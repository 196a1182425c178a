using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Policies;

/// <summary>The numbers of a pack (参数), each with unit, dated values and source. Immutable, thread safe.</summary>
public sealed class ParameterSet
{
    private readonly Dictionary<string, Parameter> _byName;

    internal ParameterSet(IReadOnlyList<Parameter> all)
    {
        All = all;
        _byName = all.ToDictionary(p => p.Name, StringComparer.Ordinal);
    }

    /// <summary>A set without parameters.</summary>
    public static ParameterSet Empty { get; } = new([]);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>The parameter of a name, or null.</summary>
    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Every parameter that has a value on a day, as constants for a script.</summary>
    /// <param name="asOf">The business date.</param>
    public IReadOnlyList<VtlConstant> At(DateOnly asOf) =>
        [.. All.Where(p => p.ValueAt(asOf) is not null)
            .Select(p => new VtlConstant(p.Name, p.Kind, p.ValueAt(asOf)!.Value))];

    /// <summary>A number on a day.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it has no value on that day.</exception>
    public decimal Number(string name, DateOnly asOf) =>
        Convert.ToDecimal(Required(name, asOf).Value, CultureInfo.InvariantCulture);

    /// <summary>A whole number on a day.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it has no value on that day.</exception>
    public long Integer(string name, DateOnly asOf) =>
        Convert.ToInt64(Required(name, asOf).Value, CultureInfo.InvariantCulture);

    /// <summary>A text on a day.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it has no value on that day.</exception>
    public string Text(string name, DateOnly asOf) =>
        Convert.ToString(Required(name, asOf).Value, CultureInfo.InvariantCulture)!;

    /// <summary>A yes or no on a day.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it has no value on that day.</exception>
    public bool Flag(string name, DateOnly asOf) => (bool)Required(name, asOf).Value;

    /// <summary>A date on a day.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it has no value on that day.</exception>
    public DateOnly Date(string name, DateOnly asOf) => (DateOnly)Required(name, asOf).Value;

    private ParameterValue Required(string name, DateOnly asOf) =>
        Find(name)?.ValueAt(asOf)
        ?? throw new KeyNotFoundException($"parameter {name} has no value on {asOf:yyyy-MM-dd}; add it to parameters.yaml");
}

/// <summary>A number, text, date or flag of a pack that may change by date.</summary>
/// <param name="Name">As scripts call it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Kind">Its type in scripts.</param>
/// <param name="Unit">For example <c>yuan</c>, <c>percent per year</c>, <c>day</c>; <c>none</c> for a text.</param>
/// <param name="Values">By first day, ascending.</param>
public sealed record Parameter(
    string Name, LocalizedText Title, ScalarKind Kind, string Unit, IReadOnlyList<ParameterValue> Values)
{
    /// <summary>The value in force on a day; null before the first.</summary>
    public ParameterValue? ValueAt(DateOnly asOf) => Values.LastOrDefault(v => v.From <= asOf);
}

/// <summary>A value of a parameter from a day on, until the next value begins.</summary>
/// <param name="From">First day.</param>
/// <param name="Value">long, decimal, string, bool or DateOnly, after the parameter's kind.</param>
/// <param name="Source">Document and article; null if illustrative.</param>
/// <param name="IsIllustrative">示例参数: the public text gives none, so that an operator fills it in.</param>
public sealed record ParameterValue(DateOnly From, object Value, string? Source, bool IsIllustrative);
