namespace Tenon.Tla.Checking;

/// <summary>The exit codes of TLC, so that scripts written for it understand this program.</summary>
internal static class TlaExitCode
{
    public const int Success = 0;
    public const int AssumptionFalse = 10;
    public const int Deadlock = 11;
    public const int Safety = 12;
    public const int Liveness = 13;
    public const int Assertion = 14;
    public const int SpecificationEvaluation = 75;
    public const int SafetyEvaluation = 76;
    public const int LivenessEvaluation = 77;
    public const int Parse = 150;
    public const int Configuration = 151;
    public const int StateSpaceTooLarge = 152;

    /// <summary>The search was ended early by a bound or by the user: nothing was found, and not everything was searched.</summary>
    public const int Incomplete = 255;
}
