using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>Short forms for compiling scripts in tests.</summary>
internal static class Scripts
{
    public static VtlModule Compile(string script, VtlInputs inputs) =>
        VtlCompiler.Compile([new SourceText("test.vtl", script)], inputs);

    public static VtlModule MustCompile(string script, VtlInputs inputs)
    {
        var module = Compile(script, inputs);
        Assert.True(module.Succeeded, string.Join('\n', module.Diagnostics.Select(d => CaretRenderer.Render(d, "en"))));
        return module;
    }

    public static DataStructure Structure(string name, params Component[] components) => new(name, components);

    public static Component Id(string name, ScalarKind kind = ScalarKind.Integer) => new(name, ComponentRole.Identifier, kind, null, false);

    public static Component Me(string name, ScalarKind kind, int? scale = null) => new(name, ComponentRole.Measure, kind, scale);
}
