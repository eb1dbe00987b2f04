namespace Tenon.Tla.Semantics;

/// <summary>What a value depends on besides arguments and states. An expression has the greatest of what it is made of.</summary>
internal enum Purity
{
    /// <summary>Nothing, and nothing happens: it may be computed beforehand and remembered.</summary>
    Pure,

    /// <summary>
    /// Files or the environment, which are read and not altered. A definition without parameters that is otherwise constant is read once, as TLC
    /// does it; a file that is read for each state would be most of the work of a check.
    /// </summary>
    Reading,

    /// <summary>Registers, clocks, chance, or something happens: it is computed each time that it is asked for, and never before.</summary>
    Impure,
}
