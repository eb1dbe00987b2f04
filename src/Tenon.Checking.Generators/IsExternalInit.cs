namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where members are set at initialisation only; this target does not have it.</summary>
internal static class IsExternalInit;
