namespace Tenon.Cli.Checking;

/// <summary>A search was stopped by a signal; what was found until then has been printed.</summary>
internal sealed class SearchStoppedException() : OperationCanceledException;
