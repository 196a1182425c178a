using Huoshui.Dmn.Compiled;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>
/// 求值工作区: the inputs of a prepared decision, by ordinal, and its outcome. Made once and used for any number of
/// evaluations; one thread at a time. Inputs stay as they were set until they are set again.
/// </summary>
public sealed class DecisionFrame
{
    private readonly Register[] _registers;
    private readonly int _inputs;
    private readonly DmnOptions _options;
    private int[] _hits = [];
    private int _taken;
    private Run? _run;
    private Register[]? _saved;
    private bool _hasCauses;
    private bool _isSaved;

    internal DecisionFrame(int inputs, int registers, DmnOptions options)
    {
        _inputs = inputs;
        _registers = new Register[registers];
        _options = options;
    }

    /// <summary>
    /// False if nothing became null for a cause. True if something may have: <see cref="PreparedDecision.Explain"/>
    /// tells what.
    /// </summary>
    public bool MayHaveCauses => _hasCauses || _run is { Diagnostics.Count: > 0 };

    /// <summary>The rule, from 1, that the table evaluated last has taken; 0 if none or several.</summary>
    public int Rule { get; internal set; }

    /// <summary>The outcome is null.</summary>
    public bool IsNull => Outcome.IsNull;

    /// <summary>The outcome; never a CLR null. A number that was computed becomes an object here.</summary>
    public FeelValue Value => Outcome.ToValue();

    /// <summary>The outcome as a number, without an object; null if it is none.</summary>
    public FeelNumber? Number => Outcome.Kind == RegisterKind.Number ? Outcome.Number : null;

    /// <summary>The outcome as a boolean; null if it is none.</summary>
    public bool? Boolean => Outcome.Kind == RegisterKind.Boolean ? Outcome.Boolean : null;

    /// <summary>The outcome as a string; null if it is none.</summary>
    public string? Text => Outcome.Kind == RegisterKind.String ? Outcome.Text : null;

    internal ref Register Outcome => ref _registers[^1];

    /// <summary>For what needs the interpreter's surroundings; made when it is first asked for.</summary>
    internal Run Run => _run ??= new Run(_options);

    /// <summary>Sets an input to a number.</summary>
    public void Set(int ordinal, long value) => At(ordinal) = Register.Of(value, 0);

    /// <summary>Sets an input to a number: <c>unscaled × 10^−scale</c>.</summary>
    /// <param name="ordinal">Of <see cref="PreparedDecision.InputNames"/>.</param>
    /// <param name="unscaled">The digits.</param>
    /// <param name="scale">Digits after the point, 0 to 28.</param>
    public void Set(int ordinal, long unscaled, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 28);
        At(ordinal) = Register.Of(unscaled, -scale);
    }

    /// <summary>Sets an input to a number, with its scale.</summary>
    public void Set(int ordinal, decimal value) => At(ordinal) = Register.Of(FeelNumber.From(value));

    /// <summary>Sets an input to a number.</summary>
    public void Set(int ordinal, FeelNumber value) => At(ordinal) = Register.Of(value);

    /// <summary>Sets an input to a boolean.</summary>
    public void Set(int ordinal, bool value) => At(ordinal) = Register.Of(value);

    /// <summary>Sets an input to a string; null stays null.</summary>
    public void Set(int ordinal, string? value) =>
        At(ordinal) = value is null ? Register.Null : Register.Of(value);

    /// <summary>Sets an input to a date.</summary>
    public void Set(int ordinal, DateOnly value) =>
        At(ordinal) = Register.OfDay(Calendar.DayNumber(value.Year, value.Month, value.Day));

    /// <summary>Sets an input to any value.</summary>
    public void Set(int ordinal, FeelValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        At(ordinal) = Register.Of(value);
    }

    /// <summary>An input is not given: it is null, with a cause (DMN3017).</summary>
    public void Clear(int ordinal) => At(ordinal) = default;

    internal ref Register this[int register] => ref _registers[register];

    internal void Begin()
    {
        (_run, _hasCauses, Rule, _taken) = (null, false, 0, 0);
    }

    /// <summary>Something is null for a cause, which the interpreter can tell.</summary>
    internal void Cause() => _hasCauses = true;

    /// <summary>Keeps the inputs as they were set, while one of them is converted.</summary>
    internal void Save()
    {
        if (_isSaved)
            return;
        _saved ??= new Register[_inputs];
        Array.Copy(_registers, _saved, _inputs);
        _isSaved = true;
    }

    internal void RestoreInputs()
    {
        if (_isSaved)
            Array.Copy(_saved!, _registers, _inputs);
        _isSaved = false;
    }

    internal Register NullForCause()
    {
        _hasCauses = true;
        return Register.Null;
    }

    /// <summary>Room for the hits of a table, apart from that of the tables around it; until it is given back.</summary>
    internal Span<int> TakeHits(int rules)
    {
        if (_hits.Length < _taken + rules)
            _hits = new int[(_taken + rules) * 2]; // tables around this one keep the room that they have
        var hits = _hits.AsSpan(_taken, rules);
        _taken += rules;
        return hits;
    }

    internal void GiveBackHits(int rules) => _taken -= rules;

    private ref Register At(int ordinal)
    {
        if (ordinal < 0 || ordinal >= _inputs)
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"There are {_inputs} inputs.");
        return ref _registers[ordinal];
    }
}
