using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

internal sealed class CallNode : Node
{
    private readonly Node _function;
    private readonly IReadOnlyList<Node> _arguments;
    private readonly IReadOnlyList<string>? _names;

    public CallNode(Place at, Node function, IReadOnlyList<Node> arguments, IReadOnlyList<string>? names)
        : base(at)
    {
        (_function, _arguments, _names) = (function, arguments, names);
        Type = function.Type is FunctionType type ? type.Result : BuiltinResult(function);
    }

    public Node Function => _function;

    public IReadOnlyList<Node> Arguments => _arguments;

    public IReadOnlyList<string>? Names => _names;

    public override IEnumerable<Node> Children => _arguments.Prepend(_function);

    public override FeelValue Evaluate(Frame frame)
    {
        var function = _function.Evaluate(frame);
        if (function is not FunctionValue callable)
            return frame.Run.Fail(NullCauses.NotAFunction(function, At), function);
        var values = new FeelValue[_arguments.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = _arguments[i].Evaluate(frame);
        return frame.Run.Deeper(At, () => callable.Invoke(frame.Run, new Values.Arguments(values, _names, At)));
    }

    // So that list[count(list)] is known to be a position, and the members of filtered lists are known.
    private FeelType BuiltinResult(Node function) => function is NameNode name && name.Type == FeelType.Any
        ? BuiltinFunctions.Find(name.Name)?.ResultType([.. _arguments.Select(a => a.Type)]) ?? FeelType.Any
        : FeelType.Any;
}

/// <summary>A function literal; its value closes over the variables around it.</summary>
internal sealed class FunctionNode : Node
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Node _body;

    public FunctionNode(Place at, IReadOnlyList<Parameter> parameters, Node body)
        : base(at)
    {
        (_parameters, _body) = (parameters, body);
        Type = new FunctionType([.. parameters.Select(p => p.Type)], body.Type);
    }

    public IEnumerable<string> ParameterNames => _parameters.Select(p => p.Name);

    public override IEnumerable<Node> Children => [_body];

    public override FeelValue Evaluate(Frame frame) =>
        new UserFunction("function", _parameters, _body, frame, Type);
}

/// <summary>A function whose body is the name of a Java method; only listed ones can be called.</summary>
internal sealed class ExternalFunctionNode(
    Place at, IReadOnlyList<Parameter> parameters, Node mapping, FeelType result) : Node(at)
{
    public override IEnumerable<Node> Children => [mapping];

    public override FeelValue Evaluate(Frame frame) =>
        ExternalFunctions.Find(mapping.Evaluate(frame), parameters, result, At, frame.Run);
}

/// <summary>
/// A function written in FEEL or as boxed expressions: parameters, a body and the variables around it.
/// </summary>
internal sealed class UserFunction(
    string name, IReadOnlyList<Parameter> parameters, Node body, Frame closure, FeelType type) : FunctionValue
{
    public override IReadOnlyList<string> ParameterNames => [.. parameters.Select(p => p.Name)];

    internal override FeelType Type => type;

    internal override FeelValue Invoke(Run run, Arguments arguments)
    {
        if (Binding.Bind(name, parameters, arguments, run) is not { } values)
            return Null;
        var frame = closure.Inner();
        for (var i = 0; i < parameters.Count; i++)
            frame.Set(parameters[i].Name, values[i]);
        return body.Evaluate(frame);
    }
}

/// <summary>Puts arguments into the order of parameters and converts them to their types.</summary>
internal static class Binding
{
    /// <summary>Null, with its cause, if they do not fit.</summary>
    public static FeelValue[]? Bind(
        string function, IReadOnlyList<Parameter> parameters, Arguments arguments, Run run)
    {
        if (Ordered(parameters, arguments) is not { } values)
        {
            run.Fail(NullCauses.NoSignature(
                function, $"({string.Join(", ", parameters.Select(p => p.Name))})", arguments.At));
            return null;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var converted = Conversions.To(values[i], parameters[i].Type, run, arguments.At);
            if (converted.IsNull && !values[i].IsNull)
                return null;
            values[i] = converted;
        }

        return values;
    }

    // By name, parameters that are not given are null (§10.3.2.13.5).
    private static FeelValue[]? Ordered(IReadOnlyList<Parameter> parameters, Arguments arguments)
    {
        if (arguments.Names is not { } names)
            return arguments.Values.Count == parameters.Count ? [.. arguments.Values] : null;
        var values = new FeelValue[parameters.Count];
        Array.Fill(values, FeelValue.Null);
        for (var i = 0; i < names.Count; i++)
        {
            var at = parameters.ToList().FindIndex(p => p.Name == names[i]);
            if (at < 0)
                return null;
            values[at] = arguments.Values[i];
        }

        return values;
    }
}
