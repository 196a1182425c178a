namespace Huoshui.Policies.Tests;

/// <summary>The packs of the repository, loaded once for a class of tests.</summary>
public sealed class Library
{
    public PolicyLibrary Policies { get; } = PolicyLibrary.Load(PolicyLibrary.FindFolder());

    public ReturnDefinition Onetable => Policies.Return("onetable") ?? throw new InvalidOperationException("no onetable");
}
