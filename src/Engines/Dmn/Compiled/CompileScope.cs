using Huoshui.Dmn.Decisions;

namespace Huoshui.Dmn.Compiled;

/// <summary>Where the values of names stand: variables in registers, knowledge models as functions.</summary>
internal sealed class CompileScope(CompileScope? outer)
{
    private readonly Dictionary<string, (int Register, Element? Function)> _names = new(StringComparer.Ordinal);

    public void Variable(string name, int register) => _names[name] = (register, null);

    public void Function(Element element) => _names[element.Name] = (-1, element);

    public (int Register, Element? Function)? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._names.TryGetValue(name, out var found))
                return found;
        }

        return null;
    }

    private CompileScope? Outer => outer;
}
