using Microsoft.AspNetCore.Components;

namespace Huoshui.Presentation.Tables;

/// <summary>Draws its content after its elder siblings have announced themselves: the renderer takes components in
/// order, so the table's body comes last.</summary>
public sealed class AfterColumns : ComponentBase
{
    /// <summary>What is drawn last.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <inheritdoc />
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, ChildContent);
}
