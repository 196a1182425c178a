using Huoshui.Diagnostics;

namespace Huoshui.Vtl;

/// <summary>How much of a step stays on the nodes of a cluster (集群上的做法).</summary>
public enum ClusterWork
{
    /// <summary>Each node looks at its own rows alone.</summary>
    Local,

    /// <summary>One side is sent to every node first (GLOBAL JOIN, GLOBAL IN).</summary>
    Global,

    /// <summary>Each node aggregates its rows, and one node merges these parts.</summary>
    TwoSteps,

    /// <summary>The rows are brought to one node first.</summary>
    Gathered,
}

/// <summary>A join, an aggregate or another step that looks at several rows, on a cluster.</summary>
/// <param name="Result">The result, or the part of it, that it belongs to.</param>
/// <param name="What">The step, in both languages.</param>
/// <param name="Work">Where it is done.</param>
public sealed record ClusterStep(string Result, LocalizedText What, ClusterWork Work)
{
    /// <summary>The step and where it is done, as a sentence in both languages.</summary>
    public LocalizedText Told => new($"{What.Zh}：{Words.Zh}", $"{What.En}: {Words.En}");

    private (string Zh, string En) Words => Work switch
    {
        ClusterWork.Local => ("各节点自行完成", "on each node by itself"),
        ClusterWork.Global => ("GLOBAL，右边先发到每个节点", "GLOBAL, its right side is sent to every node first"),
        ClusterWork.TwoSteps =>
            ("分两步，各节点先得部分结果，再合并", "in two steps, each node gives partial results and one merges them"),
        _ => ("各行先收到一个节点", "its rows are brought to one node first"),
    };
}
