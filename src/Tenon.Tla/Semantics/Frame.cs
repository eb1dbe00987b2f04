namespace Tenon.Tla.Semantics;

/// <summary>The local names that one call has: parameters first, then all that is bound in the body, each with a slot of its own.</summary>
/// <remarks>
/// A definition of a module has a frame without a parent. A definition with parameters in a LET, and a LAMBDA, have one whose parent is the
/// frame around them: they are closures. A definition without parameters in a LET has none of its own; its names are in the frame around it.
/// No two locals of a frame share a slot, so a slot need not be saved where scopes nest; recursion makes a new instance of a frame.
/// </remarks>
/// <param name="parent">The frame around; null for a definition of a module.</param>
internal sealed class Frame(Frame? parent)
{
    /// <summary>The frame around; null for a definition of a module.</summary>
    public Frame? Parent => parent;

    /// <summary>How many frames are around.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>How many slots there are. Final once the specification is resolved.</summary>
    public int Size { get; private set; }

    internal int Allocate() => Size++;
}
