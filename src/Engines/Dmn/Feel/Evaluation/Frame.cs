using System.Diagnostics.CodeAnalysis;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>A context of the scope (DMN 1.5 §10.3.2.11): a few variables, or the members of a context, and what is
/// around them.</summary>
internal sealed class Frame
{
    private readonly Frame? _outer;
    private readonly List<(string Name, FeelValue Value)> _variables = [];
    private readonly ContextValue? _members;

    private Frame(Run run, Frame? outer, ContextValue? members)
    {
        Run = run;
        _outer = outer;
        _members = members;
    }

    public Run Run { get; }

    public static Frame Global(Run run) => new(run, null, null);

    public Frame Inner(ContextValue? members = null) => new(Run, this, members);

    /// <summary>The same variables for another evaluation.</summary>
    public Frame In(Run run) => new(run, this, null);

    public Frame With(string name, FeelValue value)
    {
        var inner = new Frame(Run, this, null);
        inner.Set(name, value);
        return inner;
    }

    public void Set(string name, FeelValue value)
    {
        for (var i = 0; i < _variables.Count; i++)
        {
            if (_variables[i].Name == name)
            {
                _variables[i] = (name, value);
                return;
            }
        }

        _variables.Add((name, value));
    }

    public bool TryGet(string name, [MaybeNullWhen(false)] out FeelValue value)
    {
        for (var frame = this; frame is not null; frame = frame._outer)
        {
            if (frame._members is not null && frame._members.TryGet(name, out value))
                return true;
            foreach (var variable in frame._variables)
            {
                if (variable.Name == name)
                {
                    value = variable.Value;
                    return true;
                }
            }
        }

        value = null;
        return false;
    }
}
