"""What the sign-in pages say, in English and Spanish."""

from __future__ import annotations

from typing import Final

Texts = dict[str, str]

LANGUAGES: Final[dict[str, str]] = {"en": "English", "es": "Español"}

_EN: Final[Texts] = {
    "sign-in": "Sign in",
    "username": "User name or email address",
    "password": "Password",
    "forgot": "Forgot your password?",
    "wrong": "The user name or password is not right.",
    "locked": "There were too many attempts. Wait a while, then try again.",
    "forgot-title": "Reset your password",
    "forgot-help": "We will email you a code. With it you can choose a new password.",
    "send-code": "Send the code",
    "code-title": "Choose a new password",
    "code-help": "If we know this user, a code is on its way to their email address.",
    "code": "Code from the email",
    "new-password": "New password",
    "repeat": "New password again",
    "rules": "At least 12 characters, with a capital and a small letter, a digit and a symbol.",
    "save": "Save the password",
    "wrong-code": "The code is not right, or no longer good.",
    "weak": "This password is not good enough.",
    "differ": "The two passwords are not the same.",
    "changed": "Your password is changed. Sign in with it.",
    "first-title": "Choose your own password",
    "first-help": "You have signed in with a temporary password.",
    "too-late": "That took too long. Sign in again.",
    "back": "Back to sign-in",
    "mail-title": "Mail that was not sent",
    "mail-help": "This local cloud sends no mail. Here is what it would have sent, latest first.",
    "mail-none": "Nothing yet.",
    "mail-line": "To {to}: your code is {code}",
    "local": "Local stand-in for the sign-in service.",
    "language": "Language",
    "refused": "This request cannot be answered",
    "refused-help": "It does not come from the site. Go there and sign in again.",
}

_ES: Final[Texts] = {
    "sign-in": "Iniciar sesión",
    "username": "Nombre de usuario o correo electrónico",
    "password": "Contraseña",
    "forgot": "¿Olvidó su contraseña?",
    "wrong": "El nombre de usuario o la contraseña no son correctos.",
    "locked": "Hubo demasiados intentos. Espere un momento y vuelva a intentarlo.",
    "forgot-title": "Restablecer la contraseña",
    "forgot-help": "Le enviaremos un código por correo. Con él puede elegir una contraseña nueva.",
    "send-code": "Enviar el código",
    "code-title": "Elegir una contraseña nueva",
    "code-help": "Si conocemos a este usuario, un código va en camino a su correo electrónico.",
    "code": "Código del correo",
    "new-password": "Contraseña nueva",
    "repeat": "Contraseña nueva otra vez",
    "rules": "Al menos 12 caracteres, con mayúscula, minúscula, un número y un símbolo.",
    "save": "Guardar la contraseña",
    "wrong-code": "El código no es correcto o ya no es válido.",
    "weak": "Esta contraseña no es lo bastante segura.",
    "differ": "Las dos contraseñas no son iguales.",
    "changed": "Su contraseña cambió. Inicie sesión con ella.",
    "first-title": "Elija su propia contraseña",
    "first-help": "Usted inició sesión con una contraseña temporal.",
    "too-late": "Pasó demasiado tiempo. Inicie sesión otra vez.",
    "back": "Volver al inicio de sesión",
    "mail-title": "Correo que no se envió",
    "mail-help": "Esta nube local no envía correo. Esto habría enviado, lo último primero.",
    "mail-none": "Todavía nada.",
    "mail-line": "Para {to}: su código es {code}",
    "local": "Sustituto local del servicio de inicio de sesión.",
    "language": "Idioma",
    "refused": "Esta solicitud no se puede atender",
    "refused-help": "No viene del sitio. Vaya allí e inicie sesión otra vez.",
}

TEXTS: Final[dict[str, Texts]] = {"en": _EN, "es": _ES}


def language_of(asked: str, accepted: str) -> str:
    """The language of a page: the one asked for, or the first of `Accept-Language` we speak."""
    wanted = [asked, *(each.split(";")[0].strip()[:2].lower() for each in accepted.split(","))]
    return next((each for each in wanted if each in TEXTS), "en")
