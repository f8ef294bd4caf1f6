#region bits
# The agent's own jobs alone: other products keep theirs.
function Get-UpdateJob {
    return @(Get-BitsTransfer -AllUsers | Where-Object { $_.DisplayName -like 'WU Client Download*' })
}
#endregion bits
