using Huoshui.Dmn.Compiled;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>
/// 预备好的决策: a decision compiled for many evaluations. Inputs are set by ordinal in a frame that is used again, so
/// that an evaluation without texts, lists or contexts to make allocates nothing. Gives what
/// <see cref="DmnModel.Evaluate"/> gives. May be shared by threads, each with a frame of its own.
/// </summary>
public sealed class PreparedDecision
{
    private readonly DmnModel _model;
    private readonly DmnOptions _options;

    internal PreparedDecision(DmnModel model, string name, DecisionProgram program, DmnOptions options)
    {
        (_model, Name, Program, _options) = (model, name, program, options);
        InputNames = [.. program.Inputs.Select(model.NameOf)];
    }

    /// <summary>As it was asked for.</summary>
    public string Name { get; }

    /// <summary>The input data that the decision depends on; their places are the ordinals.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>False if the logic of some decision stays with the interpreter (loops, filters, functions as values).
    /// </summary>
    public bool IsCompiled => Program.IsWhole;

    internal DecisionProgram Program { get; }

    /// <summary>A frame with no input set.</summary>
    public DecisionFrame NewFrame() => new(Program.Inputs.Count, Program.Registers, _options);

    /// <summary>The ordinal of an input; −1 if the decision does not depend on it.</summary>
    public int Ordinal(string inputName) => InputNames.ToList().IndexOf(inputName);

    /// <summary>Evaluates with the inputs of the frame; the outcome stands there.</summary>
    public void Evaluate(DecisionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        try
        {
            Program.Run(frame);
        }
        catch (LimitReachedException)
        {
            frame.Outcome = frame.NullForCause();
        }
    }

    /// <summary>
    /// Evaluates many rows, a column for each input. Gives for each row what <see cref="Evaluate"/> gives; a table with
    /// constant cells and outputs under FIRST or UNIQUE, whose inputs are not null, goes column by column.
    /// </summary>
    /// <param name="columns">By ordinal, all of one length.</param>
    /// <param name="threads">How many work at once; null for one a processor.</param>
    public DecisionBatch EvaluateBatch(IReadOnlyList<DecisionColumn> columns, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count != InputNames.Count)
            throw new ArgumentException($"{columns.Count} columns for {InputNames.Count} inputs.", nameof(columns));
        var rows = columns.Count == 0 ? 0 : columns[0].Rows;
        if (columns.Any(c => c.Rows != rows))
            throw new ArgumentException("Columns of different lengths.", nameof(columns));
        DecisionColumn[] given = [.. columns];
        var workers = Math.Max(1, threads ?? Environment.ProcessorCount);
        return ColumnarBatch.Run(Program, given, rows, workers) ?? RowBatch.Run(this, given, rows, workers);
    }

    /// <summary>Evaluates once more with the interpreter: rules that matched and did not, and every cause.</summary>
    public DmnResult Explain(DecisionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var inputs = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        for (var i = 0; i < InputNames.Count; i++)
        {
            if (frame[i].Kind != RegisterKind.Missing)
                inputs[InputNames[i]] = frame[i].ToValue();
        }

        return _model.Evaluate(Name, inputs, isExplained: true);
    }
}
