using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Decisions;

/// <summary>Evaluates decisions with what they require, each once (DMN 1.5 §10.4).</summary>
internal sealed class Evaluator(Run run, Func<Element, FeelValue?> given)
{
    private readonly Dictionary<Element, FeelValue> _values = [];
    private readonly HashSet<Element> _open = [];

    public FeelValue Decide(DecisionElement decision)
    {
        if (_values.TryGetValue(decision, out var known))
            return known;
        if (!_open.Add(decision))
            return run.Fail(Xml.LoadErrors.Circular(decision.Name, decision.At));
        var before = run.Failures;
        var value = run.Deeper(decision.At, () => Computed(decision));
        run.Told.Bind(decision.Name, value, run.Failures > before);
        _open.Remove(decision);
        run.Recorder?.Decision(decision, value);
        return _values[decision] = value;
    }

    /// <summary>The function of a business knowledge model or decision service.</summary>
    public FeelValue FunctionOf(Element element)
    {
        if (_values.TryGetValue(element, out var known))
            return known;
        if (element is ServiceElement service)
            return _values[element] = new ServiceFunction(service);
        if (element is not KnowledgeElement { Function: { } function } knowledge)
            return run.Fail(NullCauses.NoLogic(element.Name, element.At));
        var frame = Frame.Global(run);
        var value = new UserFunction(element.Name, function.Parameters, function.Body, frame, function.Type);
        _values[element] = value;
        // The frame is filled after the function is known, so that models may call one another.
        frame.Set(element.Name, value);
        Bind(frame, element.Home, knowledge.Requirements.Functions.Select(f => (f, FunctionOf(f))));
        return value;
    }

    private FeelValue Computed(DecisionElement decision)
    {
        if (given(decision) is { } value)
            return Conversions.To(value, decision.Declared, run, decision.At);
        if (decision.Logic is not { } logic)
            return run.Fail(NullCauses.NoLogic(decision.Name, decision.At));
        var frame = Frame.Global(run);
        var variables = decision.Requirements.Variables.Select(v => (v, ValueOf(v)));
        var functions = decision.Requirements.Functions.Select(f => (f, FunctionOf(f)));
        Bind(frame, decision.Home, variables.Concat(functions));
        return Conversions.To(logic.Evaluate(frame), decision.Declared, run, decision.At);
    }

    private FeelValue ValueOf(Element element) => element switch
    {
        DecisionElement decision => Decide(decision),
        InputElement input => Input(input),
        _ => FunctionOf(element),
    };

    private FeelValue Input(InputElement input)
    {
        if (_values.TryGetValue(input, out var known))
            return known;
        var before = run.Failures;
        var value = given(input) ?? run.Fail(NullCauses.NoInput(input.Name, input.At));
        value = Conversions.To(value, input.Type, run, input.At);
        run.Told.Bind(input.Name, value, run.Failures > before);
        return _values[input] = value;
    }

    // What is imported is found behind the name of its import.
    private static void Bind(Frame frame, Definitions home, IEnumerable<(Element Element, FeelValue Value)> bindings)
    {
        foreach (var (element, value) in bindings.ToList())
        {
            if (home.PathTo(element) is not { } path)
                continue;
            var outer = frame.TryGet(path[0], out var bound) ? bound as ContextValue : null;
            frame.Set(path[0], path.Count == 1 ? value : Nested(outer, path, 1, value));
        }
    }

    private static ContextValue Nested(ContextValue? outer, IReadOnlyList<string> path, int level, FeelValue value)
    {
        var context = outer ?? new ContextValue([]);
        if (level == path.Count - 1)
            return context.With(path[level], value);
        var inner = context.TryGet(path[level], out var known) ? known as ContextValue : null;
        return context.With(path[level], Nested(inner, path, level + 1, value));
    }
}

/// <summary>A decision service as a function (DMN 1.5 §10.4): its inputs are the parameters, and hide the decisions
/// and input data of the same name.</summary>
internal sealed class ServiceFunction(ServiceElement service) : FunctionValue
{
    private readonly List<Parameter> _parameters =
        [.. service.Inputs.Select(i => new Parameter(i.Name, i is DecisionElement d ? d.Declared : i.Type))];

    public override IReadOnlyList<string> ParameterNames => [.. _parameters.Select(p => p.Name)];

    internal override FeelType Type => service.Type;

    internal override FeelValue Invoke(Run run, Arguments arguments)
    {
        if (Binding.Bind(service.Name, _parameters, arguments, run) is not { } values)
            return Null;
        var given = new Dictionary<Element, FeelValue>();
        for (var i = 0; i < values.Length; i++)
            given[service.Inputs[i]] = values[i];
        var evaluator = new Evaluator(run, element => given.GetValueOrDefault(element));
        var results = service.Outputs.Select(o => KeyValuePair.Create(o.Name, evaluator.Decide(o))).ToList();
        var result = results is [var only] ? only.Value : new ContextValue(results);
        return Conversions.To(result, service.Result, run, service.At);
    }
}
