using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// A decision and all that it requires as a list of steps, each into a register: inputs with their types, then
/// decisions, the asked one last. A decision whose logic cannot be compiled is a step of the interpreter.
/// </summary>
internal sealed class DecisionProgram
{
    private readonly InputCode[] _inputs;
    private readonly Code[] _steps;
    private readonly int[] _targets;

    private DecisionProgram(ProgramBuilder builder, DecisionElement decision)
    {
        Inputs = builder.Inputs;
        Decisions = builder.Decisions;
        IsWhole = builder.IsWhole;
        Registers = builder.Registers + 1;
        Codes = builder.Codes;
        Decision = decision;
        _inputs = [.. builder.Typed];
        _steps = [.. builder.Steps.Select(s => s.Code)];
        _targets = [.. builder.Steps.Select(s => s.Register)];
        _targets[^1] = Registers - 1;
    }

    public DecisionElement Decision { get; }

    /// <summary>In the order of their ordinals.</summary>
    public IReadOnlyList<InputElement> Inputs { get; }

    /// <summary>All that are evaluated; the asked one last.</summary>
    public IReadOnlyList<DecisionElement> Decisions { get; }

    /// <summary>Nothing is left to the interpreter.</summary>
    public bool IsWhole { get; }

    public int Registers { get; }

    public int Codes { get; }

    /// <summary>The table of a program that is nothing else, with constant outputs of the decision's type; or null.
    /// </summary>
    public CompiledTable? ConstantTable
    {
        get
        {
            var typed = _steps[^1] as TypeCode;
            return IsWhole && Decisions.Count == 1 && (typed?.Content ?? _steps[^1]) is CompiledTable table
                && table.Outputs.All(o => o is ConstantCode constant
                    && (typed is null || constant.Value.IsNull || typed.Passes(Register.Of(constant.Value))))
                ? table : null;
        }
    }

    /// <summary>Nothing is declared for an input.</summary>
    public bool IsFree(int ordinal) => Inputs[ordinal].Type == FeelType.Any;

    /// <summary>Values of this kind pass as they are.</summary>
    public bool Passes(int ordinal, RegisterKind kind) => _inputs[ordinal].Passes(kind);

    /// <summary>Null where decisions require one another in a circle, or are not in reach.</summary>
    public static DecisionProgram? Build(DecisionElement decision, DmnOptions options)
    {
        var builder = new ProgramBuilder(decision, options);
        return builder.IsPossible ? new DecisionProgram(builder, decision) : null;
    }

    public void Run(DecisionFrame frame)
    {
        frame.Begin();
        try
        {
            foreach (var input in _inputs)
                input.Convert(frame);
            for (var i = 0; i < _steps.Length; i++)
                _steps[i].Run(frame, out frame[_targets[i]]);
        }
        finally
        {
            frame.RestoreInputs();
        }
    }
}

internal sealed class ProgramBuilder
{
    private const int MaxDecisions = 200;

    private readonly DmnOptions _options;
    private readonly HashSet<Element> _open = [];
    private readonly Dictionary<Element, int> _registers = [];
    private readonly NodeCompiler _compiler;

    public ProgramBuilder(DecisionElement decision, DmnOptions options)
    {
        _options = options;
        IsPossible = Visit(decision) && Decisions.Count <= MaxDecisions && Decisions.Count < options.MaxCallDepth;
        _compiler = new NodeCompiler(options, Inputs.Count);
        if (!IsPossible)
            return;
        foreach (var input in Inputs)
            AddInput(input);
        foreach (var required in Decisions)
            AddDecision(required);
        // Each rule and each code is a step at most, and nothing runs twice.
        IsPossible = _compiler.Codes < options.MaxSteps;
    }

    public bool IsPossible { get; }

    public List<InputElement> Inputs { get; } = [];

    public List<DecisionElement> Decisions { get; } = [];

    public List<InputCode> Typed { get; } = [];

    public List<(int Register, Code Code)> Steps { get; } = [];

    public bool IsWhole { get; private set; } = true;

    public int Registers => _compiler.Registers;

    public int Codes => _compiler.Codes;

    private bool Visit(Element element)
    {
        if (element is InputElement input)
        {
            if (!Inputs.Contains(input))
                Inputs.Add(input);
            return true;
        }

        if (element is not DecisionElement decision)
            return false;
        if (Decisions.Contains(decision))
            return true;
        if (_open.Count > MaxDecisions || !_open.Add(decision) || !decision.Requirements.Variables.All(Visit))
            return false;
        _open.Remove(decision);
        Decisions.Add(decision);
        return true;
    }

    private void AddInput(InputElement input)
    {
        var ordinal = Inputs.IndexOf(input);
        Typed.Add(new InputCode(ordinal, input.Type, input.At, _options));
        _registers[input] = ordinal;
    }

    private void AddDecision(DecisionElement decision)
    {
        var code = Compiled(decision);
        IsWhole &= code is not null;
        code ??= new InterpretedCode(
            decision, [.. decision.Requirements.Variables.Select(v => (v, _registers[v]))]);
        var register = _compiler.NewRegister();
        Steps.Add((register, code));
        _registers[decision] = register;
    }

    private Code? Compiled(DecisionElement decision)
    {
        if (decision.Logic is not { } logic)
            return null;
        var scope = new CompileScope(null);
        foreach (var variable in decision.Requirements.Variables)
        {
            if (decision.Home.PathTo(variable) is not [var name])
                return null;
            scope.Variable(name, _registers[variable]);
        }

        foreach (var function in decision.Requirements.Functions)
        {
            if (decision.Home.PathTo(function) is not [var name] || name != function.Name)
                return null;
            scope.Function(function);
        }

        var code = _compiler.Compile(logic, scope);
        return code is null || TypeCode.IsIdentity(decision.Declared) ? code
            : new TypeCode(code, decision.Declared, decision.At, _options);
    }
}

/// <summary>Converts an input to its type where it stands; what was set is put back after the evaluation.</summary>
internal sealed class InputCode
{
    private readonly int _ordinal;
    private readonly TypeCode? _typed;

    public InputCode(int ordinal, FeelType type, Feel.Syntax.Place at, DmnOptions options)
    {
        _ordinal = ordinal;
        _typed = TypeCode.IsIdentity(type) ? null : new TypeCode(new RegisterCode(ordinal), type, at, options);
    }

    /// <summary>Values of this kind pass as they are.</summary>
    public bool Passes(RegisterKind kind) => _typed is null || _typed.PassesAllOf(kind);

    public void Convert(DecisionFrame frame)
    {
        ref var value = ref frame[_ordinal];
        if (value.Kind == RegisterKind.Missing)
        {
            frame.Save();
            value = frame.NullForCause();
        }
        else if (_typed is not null && !value.IsNull && !_typed.Passes(value))
        {
            frame.Save();
            _typed.Run(frame, out value);
        }
    }
}

/// <summary>A decision that is evaluated by the interpreter, from the values of what it requires.</summary>
internal sealed class InterpretedCode(DecisionElement decision, (Element Element, int Register)[] variables) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        var evaluator = new Evaluator(frame.Run, element =>
        {
            var at = Array.FindIndex(variables, v => v.Element == element);
            return at < 0 ? null : frame[variables[at].Register].ToValue();
        });
        result = Register.Of(evaluator.Decide(decision));
    }
}
