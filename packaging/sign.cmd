@rem Signs a file of the Windows package: HEADWATER_SIGN is a command that takes the file. Without it nothing is signed.
@if "%HEADWATER_SIGN%"=="" exit /b 0
@%HEADWATER_SIGN% %1
