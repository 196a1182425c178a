using System.Runtime.CompilerServices;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>One evaluation: what it may use, what it has used, and why results were null. Not thread safe.</summary>
internal sealed class Run
{
    private const int StepsBetweenLooksAtTheClock = 1024;

    private readonly DiagnosticBag _diagnostics;
    private readonly long _begun;
    private readonly ToldNulls _told = new();
    private long _steps;
    private int _depth;
    private DateTimeValue? _now;

    public Run(DmnOptions options)
    {
        Options = options;
        _diagnostics = new DiagnosticBag(options.MaxDiagnostics);
        _begun = options.Clock.GetTimestamp();
    }

    public DmnOptions Options { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics.Items;

    /// <summary>Takes down what tables and decisions do; null unless an explanation is wanted.</summary>
    public Decisions.ExplanationRecorder? Recorder { get; init; }

    /// <summary>Takes down what was compared with what, and where; null unless asked for.</summary>
    public List<(Place At, FeelValue Left, FeelValue Right)>? Comparisons { get; init; }

    /// <summary>The clock is read once: two calls of <c>now()</c> in one evaluation agree.</summary>
    public DateTimeValue Now => _now ??= ReadClock();

    /// <summary>Null, with its cause.</summary>
    public FeelValue Fail(Diagnostic cause)
    {
        Failures++;
        _diagnostics.Add(cause);
        return FeelValue.Null;
    }

    /// <summary>Null; what only follows from an operand that is null for a cause that was told is not told again.
    /// </summary>
    public FeelValue Fail(Diagnostic cause, params IReadOnlyList<FeelValue> operands)
    {
        Failures++;
        if (!_diagnostics.IsTold(cause) && !(operands.Any(o => o.IsNull) && _told.Explains(cause, Diagnostics)))
            _diagnostics.Add(cause);
        return FeelValue.Null;
    }

    public void Add(Diagnostic diagnostic) => _diagnostics.Add(diagnostic);

    /// <summary>How many nulls were made, whether their cause was told or was told before.</summary>
    public int Failures { get; private set; }

    /// <summary>Why variables are null, and inputs of the table at hand.</summary>
    public ToldNulls Told => _told;

    /// <summary>Counts one pass of a loop or one call.</summary>
    public void Step(Place at)
    {
        if (++_steps > Options.MaxSteps)
            throw new LimitReachedException(LimitErrors.Steps(Options.MaxSteps, at));
        if (_steps % StepsBetweenLooksAtTheClock == 0 && Options.Clock.GetElapsedTime(_begun) > Options.MaxTime)
            throw new LimitReachedException(LimitErrors.Time(Options.MaxTime, at));
    }

    public void CheckLength(long length, Place at)
    {
        if (length > Options.MaxListLength)
            throw new LimitReachedException(LimitErrors.ListLength(Options.MaxListLength, at));
    }

    public FeelValue Text(string text, Place at) => text.Length <= Options.MaxStringLength
        ? new StringValue(text)
        : throw new LimitReachedException(LimitErrors.StringLength(Options.MaxStringLength, at));

    /// <summary>Evaluates one level deeper: a call, or a decision that another requires.</summary>
    public FeelValue Deeper(Place at, Func<FeelValue> evaluate)
    {
        Step(at);
        if (++_depth > Options.MaxCallDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new LimitReachedException(LimitErrors.Depth(Options.MaxCallDepth, at));
        try
        {
            return evaluate();
        }
        finally
        {
            _depth--;
        }
    }

    private DateTimeValue ReadClock()
    {
        var now = Options.Clock.GetLocalNow();
        var local = (Int128)(now.DateTime - DateTime.UnixEpoch).Ticks * 100;
        return DateTimeValue.FromLocal(local, TimeZoneMark.OfOffset((int)now.Offset.TotalSeconds))!;
    }
}

/// <summary>Ends an evaluation; caught at the door.</summary>
internal sealed class LimitReachedException(Diagnostic diagnostic) : Exception(diagnostic.Message.En)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
