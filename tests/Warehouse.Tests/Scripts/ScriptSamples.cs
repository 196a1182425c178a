using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;
using Xunit;

namespace Huoshui.Warehouse.Tests.Scripts;

/// <summary>What the tests of runs run.</summary>
internal static class ScriptSamples
{
    /// <summary>A script that must compile.</summary>
    public static VtlModule Compiled(string script, IReadOnlyList<ScriptInput> inputs)
    {
        var module = VtlCompiler.Compile([new SourceText("t.vtl", script)], new VtlInputs { Datasets = [.. inputs.Select(i => i.Structure)] });
        Assert.True(module.Succeeded, string.Join('\n', module.Diagnostics.Select(d => d.ToLine("en"))));
        return module;
    }

    /// <summary>A data set N of the numbers from 1 on.</summary>
    public static IReadOnlyList<ScriptInput> Numbers(int rows) =>
    [
        ScriptInput.Of(
            new DataStructure("N",
            [
                new Component("id", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
                new Component("x", ComponentRole.Measure, ScalarKind.Integer),
            ]),
            [.. Enumerable.Range(1, rows).Select(i => i.ToString(CultureInfo.InvariantCulture)).Select(t => new[] { t, t })]),
    ];
}
