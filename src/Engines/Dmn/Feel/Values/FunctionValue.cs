using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>函数: built in, written in FEEL, a decision service, or one of the allowed external ones.</summary>
public abstract class FunctionValue : FeelValue
{
    private protected FunctionValue()
    {
    }

    /// <inheritdoc />
    public override string Kind => "function";

    /// <summary>The names of the parameters of its first form, in order.</summary>
    public abstract IReadOnlyList<string> ParameterNames { get; }

    internal abstract FeelValue Invoke(Run run, Arguments arguments);
}

/// <summary>The arguments of one call: by position, or by name.</summary>
/// <param name="Values">In the order in which they were written.</param>
/// <param name="Names">Of the same length; null for a call by position.</param>
/// <param name="At">The call, for diagnostics.</param>
internal sealed record Arguments(IReadOnlyList<FeelValue> Values, IReadOnlyList<string>? Names, Place At);

/// <summary>A parameter of a function written in FEEL or XML.</summary>
internal sealed record Parameter(string Name, FeelType Type);
