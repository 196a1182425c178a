using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>How long a walk waits for what it expects: a bound for what never comes. It is far above what a page takes, since
/// <c>./check all</c> also runs on machines that do much else; who waits for what comes does not wait longer for it.</summary>
internal static class Waiting
{
    /// <summary>In milliseconds.</summary>
    public const float Longest = 120_000;

    [ModuleInitializer]
    internal static void Expect() => Assertions.SetDefaultExpectTimeout(Longest);
}
