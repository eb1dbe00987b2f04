using System.Collections.Immutable;

namespace Tenon.Tla.Semantics;

/// <summary>What is known of an expression without evaluating it, everything that it calls included. Immutable.</summary>
/// <param name="Level">What it is about. A parameter counts as a constant; what an application's argument adds is added there.</param>
/// <param name="Unprimed">The state variables whose present value it may read.</param>
/// <param name="Primed">The state variables whose next value it may read or assign. Those of an ENABLED are bound there and not among them.</param>
/// <param name="FreeLocals">The locals that it refers to and does not bind, by the depth of their frames, then by slot.</param>
/// <param name="PrimedLocals">Of the free locals, those whose argument it may take in the next state.</param>
/// <param name="Purity">What it depends on besides, everything that it calls included.</param>
internal sealed record ExprFacts(
    ExprLevel Level,
    VariableSet Unprimed,
    VariableSet Primed,
    ImmutableArray<LocalSymbol> FreeLocals,
    ImmutableArray<LocalSymbol> PrimedLocals,
    Purity Purity)
{
    public static readonly ExprFacts Constant = new(ExprLevel.Constant, VariableSet.Empty, VariableSet.Empty, [], [], Purity.Pure);

    /// <summary>Whether it may be computed beforehand and remembered: nothing that it calls prints, draws at random, or reads registers, clocks or files.</summary>
    public bool IsPure => Purity == Purity.Pure;

    /// <summary>Whether it has one value for the whole run: it can be computed once and put in its place.</summary>
    public bool IsFixed => Level == ExprLevel.Constant && FreeLocals.IsEmpty && IsPure;

    /// <summary>Whether it has one value for the whole run that comes from outside: as a definition, it is read when first needed and then remembered.</summary>
    public bool IsRead => Level == ExprLevel.Constant && FreeLocals.IsEmpty && Purity == Purity.Reading;
}
